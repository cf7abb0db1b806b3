package dev.caisson.front.docker;

import dev.caisson.engine.Attachment;
import dev.caisson.engine.OutputSource;
import dev.caisson.fault.Fault;
import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.Outflow;
import dev.caisson.stdio.FramedSink;
import dev.caisson.stdio.StreamFraming;
import dev.caisson.stdio.StreamKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves bytes between a client and the streams of a process.
final class Streams {
    static final String RAW = "application/vnd.docker.raw-stream";
    static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int PIECE = 32 * 1024;

    private Streams() {}

    static StreamFraming framing(boolean tty) {
        return tty ? StreamFraming.RAW : StreamFraming.MULTIPLEXED;
    }

    /// Sends the output until its end, or until the client leaves. Closes the source.
    static void send(OutputSource source, StreamFraming framing, Outflow out)
            throws IOException, InterruptedException {
        try (source) {
            out.onGone(source::close);
            var sink = new FramedSink(framing, bytes -> write(out, bytes));
            var _ = source.pump(sink);
            sink.flush();
        }
    }

    private static void write(Outflow out, ByteBuffer bytes) throws ClientGone {
        int count = bytes.remaining();
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
        bytes.position(bytes.limit());
    }

    /// Both directions at once; returns when the output has ended. What the client sends is
    /// carried by a thread of its own, which ends with the connection.
    static void converse(
            Attachment attachment,
            StreamFraming framing,
            boolean stdin,
            InputStream in,
            Outflow out)
            throws IOException, InterruptedException {
        var input =
                Thread.ofVirtual().name("input").unstarted(() -> receive(attachment, stdin, in));
        input.start();
        send(attachment, framing, out);
    }

    private static void receive(Attachment attachment, boolean stdin, InputStream in) {
        try {
            var piece = new byte[PIECE];
            while (true) {
                int count = in.read(piece);
                if (count < 0) break;
                if (stdin && !attachment.write(ByteBuffer.wrap(piece, 0, count))) return;
            }
            if (stdin) attachment.closeInput();
        } catch (ClientGone gone) {
            LOG.debug("client left while attached");
            attachment.close();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("input of an attached client broken off, ignoring", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tells on the stream itself why there is none.
    static void sayLast(Fault fault, boolean tty, Outflow out)
            throws IOException, InterruptedException {
        var sink = new FramedSink(framing(tty), bytes -> write(out, bytes));
        sink.write(StreamKind.STDOUT, ByteBuffer.wrap(lastWords(fault.text())));
        sink.flush();
    }

    /// The last words of a hijacked connection that cannot carry what was asked for.
    static byte[] lastWords(String message) {
        return (message + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
