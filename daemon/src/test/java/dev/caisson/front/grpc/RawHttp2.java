package dev.caisson.front.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;

/// A client of HTTP/2 that sends the frames it is told to, also those no client should.
public final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    public static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int PIECE = 16 * 1024;
    public static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final SocketChannel channel;
    private final DataInputStream in;

    /// @param flags of the frame
    @SuppressWarnings("ArrayRecordComponent") // made for one reader
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /// What a frame that ends a stream or a connection gives as its reason.
        int reason() {
            return ByteBuffer.wrap(payload).getInt(type == GO_AWAY ? 4 : 0);
        }

        /// The payload as far as it is text.
        public String text() {
            return new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    public RawHttp2(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        in = new DataInputStream(Channels.newInputStream(channel));
        write("POST /grpc HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) head.append((char) in.readUnsignedByte());
        if (!head.toString().startsWith("HTTP/1.1 101 ")) throw new IOException(head.toString());
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        send(SETTINGS, 0, 0, new byte[0]);
    }

    private void write(String text) throws IOException {
        write(text.getBytes(US_ASCII));
    }

    private void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
        write(frame.array());
    }

    /// Begins a call.
    public void call(int stream, String method, Map<String, String> more) throws IOException {
        var block = new ByteArrayOutputStream();
        literal(block, ":method", "POST");
        literal(block, ":scheme", "http");
        literal(block, ":path", method);
        literal(block, "content-type", "application/grpc");
        more.forEach((name, value) -> literal(block, name, value));
        var all = block.toByteArray();
        for (int from = 0; from < all.length; from += PIECE) {
            var part = Arrays.copyOfRange(all, from, Math.min(all.length, from + PIECE));
            int last = from + PIECE >= all.length ? END_HEADERS : 0;
            send(from == 0 ? HEADERS : CONTINUATION, last, stream, part);
        }
    }

    /// A header as HPACK has it when nothing is compressed.
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (int left = length - 127; ; left >>>= 7) {
                if (left < 128) {
                    block.write(left);
                    break;
                }
                block.write(left & 127 | 128);
            }
        }
        block.writeBytes(text.getBytes(US_ASCII));
    }

    /// A message of a call.
    public void message(int stream, byte[] message, boolean last) throws IOException {
        var framed = ByteBuffer.allocate(5 + message.length);
        framed.put((byte) 0).putInt(message.length).put(message);
        send(DATA, last ? END_STREAM : 0, stream, framed.array());
    }

    /// The next frame that is wanted.
    ///
    /// @throws EOFException when there is none
    public Frame await(Predicate<Frame> wanted) throws IOException {
        while (true) {
            int start = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            var payload = new byte[start >>> 8];
            in.readFully(payload);
            var frame = new Frame(start & 255, flags, stream, payload);
            if (wanted.test(frame)) return frame;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
