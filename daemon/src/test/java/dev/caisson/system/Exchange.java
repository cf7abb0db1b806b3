package dev.caisson.system;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One request and its answer on a connection of its own.
public final class Exchange implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).flip();
    private final Map<String, String> headers = new TreeMap<>();
    private int status;
    private boolean headOnly;

    private Exchange(SocketChannel channel) {
        this.channel = channel;
    }

    static Exchange connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new Exchange(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void head(String method, String path, Map<String, String> sent) throws IOException {
        headOnly = method.equals("HEAD");
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        sent.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        write(text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    void body(InputStream content) throws IOException {
        var part = new byte[1 << 16];
        for (int n = content.read(part); n >= 0; n = content.read(part)) {
            writeFully(ByteBuffer.wrap(part, 0, n));
        }
    }

    void readHead() throws IOException {
        var first = line();
        status = Integer.parseInt(first.split(" ", 3)[1]);
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    /// Status of the answer.
    public int status() {
        return status;
    }

    /// A header of the answer, or nothing.
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /// Reads the rest of the answer.
    public Answer answer() {
        try (var body = body()) {
            return new Answer(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The body as it arrives.
    public InputStream body() {
        if (headOnly || status == 204 || status == 304) return InputStream.nullInputStream();
        if (header("transfer-encoding").equals("chunked")) return new Chunks();
        var length = header("content-length");
        if (status == 101 || length.isEmpty()) return new Rest(Long.MAX_VALUE);
        return new Rest(Long.parseLong(length));
    }

    /// Sends bytes on a hijacked connection.
    public void write(byte[] bytes) throws IOException {
        writeFully(ByteBuffer.wrap(bytes));
    }

    /// Ends this side of a hijacked connection; the other goes on.
    public void closeOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) return true;
        buffer.clear();
        int read = channel.read(buffer);
        buffer.flip();
        return read > 0;
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        while (true) {
            if (!fill()) throw new EOFException("the daemon ended the connection: " + text);
            char c = (char) buffer.get();
            if (c == '\n') return text.toString();
            if (c != '\r') text.append(c);
        }
    }

    private int take(byte[] target, int offset, long limit) throws IOException {
        if (!fill()) return -1;
        int count = (int) Math.min(limit, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    /// What is left on the connection, up to a limit.
    private final class Rest extends InputStream {
        private final boolean isCounted;
        private long left;

        Rest(long length) {
            isCounted = length < Long.MAX_VALUE;
            left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) return -1;
            int count = take(target, offset, Math.min(left, length));
            if (count < 0 && isCounted) throw new EOFException(left + " bytes are cut off");
            if (count > 0) left -= count;
            return count;
        }
    }

    /// A body in chunks.
    private final class Chunks extends InputStream {
        private long left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (ended) return -1;
            if (left == 0) {
                left = Long.parseLong(line().split(";", 2)[0].strip(), 16);
                if (left == 0) {
                    line();
                    ended = true;
                    return -1;
                }
            }
            int count = take(target, offset, Math.min(left, length));
            if (count < 0) throw new EOFException("a chunk is cut off");
            left -= count;
            if (left == 0) line();
            return count;
        }
    }
}
