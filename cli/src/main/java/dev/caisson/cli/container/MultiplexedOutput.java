package dev.caisson.cli.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Takes apart the stream that carries stdout and stderr together: frames of one byte stream
/// number, three of zero, four of length, then the bytes. Source: Docker API, "Stream format" of
/// container attach.
final class MultiplexedOutput {
    private static final int HEADER = 8;
    private static final int STDERR = 2;
    private static final int SYSTEM_ERROR = 3;

    private MultiplexedOutput() {}

    /// Copies until the daemon ends the stream.
    ///
    /// @throws IOException also when the daemon reports a failure of its own on stream 3
    static void copy(InputStream in, OutputStream out, OutputStream err) throws IOException {
        var buffer = new byte[64 * 1024];
        while (true) {
            int got = in.readNBytes(buffer, 0, HEADER);
            if (got == 0) return;
            if (got < HEADER) throw new EOFException("the daemon closed the stream in a frame");
            int stream = buffer[0];
            int left = ByteBuffer.wrap(buffer, 4, 4).getInt();
            if (stream == SYSTEM_ERROR)
                throw new IOException(
                        new String(in.readNBytes(left), java.nio.charset.StandardCharsets.UTF_8));
            var target = stream == STDERR ? err : out;
            while (left > 0) {
                int count = in.read(buffer, 0, Math.min(left, buffer.length));
                if (count < 0) throw new EOFException("the daemon closed the stream in a frame");
                target.write(buffer, 0, count);
                left -= count;
            }
            if (in.available() < HEADER) target.flush();
        }
    }

    /// Copies a terminal's output as it is.
    static void copyRaw(InputStream in, @Nullable OutputStream out) throws IOException {
        var buffer = new byte[64 * 1024];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (out == null) continue;
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
