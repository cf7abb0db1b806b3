package dev.caisson.front.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A client that sends what it is told, byte by byte, and shows what comes back.
public final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

    public RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    /// The head of a request or answer: lines and an empty one.
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /// @param text ISO 8859-1, so that every byte can be written
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) channel.write(buffer);
        return this;
    }

    /// Sends as much as the other end takes without waiting.
    ///
    /// @return bytes sent
    public long flood(long most) throws IOException {
        channel.configureBlocking(false);
        try {
            long sent = 0;
            var zeros = ByteBuffer.allocate(64 * 1024);
            while (sent < most) {
                zeros.clear();
                int count = channel.write(zeros);
                if (count == 0) break;
                sent += count;
            }
            return sent;
        } finally {
            channel.configureBlocking(true);
        }
    }

    /// What has arrived, without waiting.
    public String available() throws IOException {
        channel.configureBlocking(false);
        try {
            boolean _ = readSome();
            return rest.toString(StandardCharsets.ISO_8859_1);
        } finally {
            channel.configureBlocking(true);
        }
    }

    public RawClient endInput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /// Reads until `end` was seen.
    ///
    /// @return everything up to and with it
    public String readUntil(String end) throws IOException {
        while (true) {
            var text = rest.toString(StandardCharsets.ISO_8859_1);
            int at = text.indexOf(end);
            if (at >= 0) {
                keep(text.substring(at + end.length()));
                return text.substring(0, at + end.length());
            }
            if (!readSome()) throw new IOException("the end came before " + end + ": " + text);
        }
    }

    /// Reads until the server closes.
    public String readAll() throws IOException {
        while (readSome()) {
            // goes on
        }
        var all = rest.toString(StandardCharsets.ISO_8859_1);
        rest.reset();
        return all;
    }

    /// @return bytes read and thrown away
    public long skip(long count) throws IOException {
        long skipped = rest.size();
        rest.reset();
        var buffer = ByteBuffer.allocate(64 * 1024);
        while (skipped < count) {
            buffer.clear();
            int read = channel.read(buffer);
            if (read < 0) break;
            skipped += read;
        }
        return skipped;
    }

    private boolean readSome() throws IOException {
        var buffer = ByteBuffer.allocate(64 * 1024);
        int count = channel.read(buffer);
        if (count < 0) return false;
        rest.write(buffer.array(), 0, count);
        return true;
    }

    private void keep(String text) {
        rest.reset();
        rest.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
