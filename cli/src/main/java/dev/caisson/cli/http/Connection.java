package dev.caisson.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection to the daemon: sends a request, reads the head of its answer, then its body or,
/// after an upgrade, the raw bytes. Used by one thread for reading and one for writing at most.
public final class Connection implements AutoCloseable {
    private static final int MAX_HEAD = 64 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(64 * 1024).flip();

    private Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /// @throws java.net.ConnectException when nothing listens, or another [IOException]
    public static Connection open(DaemonAddress address) throws IOException {
        return new Connection(SocketChannel.open(UnixDomainSocketAddress.of(address.socket())));
    }

    /// Sends a request whose body, if any, is at hand.
    public void send(
            String method, String target, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        var head = head(method, target, headers);
        if (body != null) {
            head.append("Content-Type: application/json\r\n");
            head.append("Content-Length: ").append(body.length).append("\r\n");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            head.append("Content-Length: 0\r\n");
        }
        head.append("\r\n");
        var bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        var message =
                ByteBuffer.allocate(bytes.length + (body == null ? 0 : body.length)).put(bytes);
        if (body != null) message.put(body);
        write(message.flip());
    }

    /// Begins a request whose body follows in chunks through [#writeChunk] and [#endChunks].
    public void sendChunked(String method, String target, Map<String, String> headers)
            throws IOException {
        var head = head(method, target, headers).append("Transfer-Encoding: chunked\r\n\r\n");
        write(ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// @param data one piece of the body; not empty
    public void writeChunk(ByteBuffer data) throws IOException {
        var size = Integer.toHexString(data.remaining()) + "\r\n";
        write(ByteBuffer.wrap(size.getBytes(StandardCharsets.ISO_8859_1)));
        write(data);
        write(ByteBuffer.wrap(new byte[] {'\r', '\n'}));
    }

    public void endChunks() throws IOException {
        write(ByteBuffer.wrap("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static StringBuilder head(String method, String target, Map<String, String> headers) {
        var head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: caisson\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head;
    }

    /// Reads the status line and the headers; skips interim answers (1xx but 101).
    public Answer answer() throws IOException {
        while (true) {
            var lines = readHead().split("\r\n");
            var status = lines[0].split(" ", 3);
            if (status.length < 2) throw new IOException("not an HTTP answer: " + lines[0]);
            int code = Integer.parseInt(status[1]);
            if (code >= 100 && code < 200 && code != 101) continue;
            var headers = new HashMap<String, String>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                if (colon <= 0) throw new IOException("not an HTTP header: " + lines[i]);
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
            return new Answer(code, Map.copyOf(headers), this);
        }
    }

    private String readHead() throws IOException {
        var head = new StringBuilder(512);
        while (true) {
            if (!input.hasRemaining() && !fill()) {
                throw new EOFException("the daemon closed the connection");
            }
            head.append((char) (input.get() & 0xff));
            int length = head.length();
            if (length > MAX_HEAD) throw new IOException("the daemon's answer has an endless head");
            if (length >= 4 && head.substring(length - 4).equals("\r\n\r\n")) {
                return head.substring(0, length - 4);
            }
        }
    }

    /// Reads what is there, up to the size of the target.
    ///
    /// @return false at the end of the stream
    boolean read(ByteBuffer target) throws IOException {
        if (!input.hasRemaining()) {
            if (target.remaining() >= input.capacity()) return channel.read(target) >= 0;
            if (!fill()) return false;
        }
        int count = Math.min(input.remaining(), target.remaining());
        target.put(input.slice(input.position(), count));
        input.position(input.position() + count);
        return true;
    }

    private boolean fill() throws IOException {
        input.clear();
        int count = channel.read(input);
        input.flip();
        return count >= 0;
    }

    /// Writes raw bytes: a piece of a request, or of a hijacked stream.
    public void write(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) channel.write(data);
    }

    /// Ends our half of the stream; the daemon's half stays open.
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
