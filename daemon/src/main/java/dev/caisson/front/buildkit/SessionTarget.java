package dev.caisson.front.buildkit;

import dev.caisson.build.RemoteTarget;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.ClientCall;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import dev.caisson.image.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// Where the client keeps blobs, by containerd's service for content: a writer is opened under a
/// name, gets pieces each of which it answers, and is told at the end what the digest must be.
final class SessionTarget implements RemoteTarget {
    private static final int PIECE = 256 * 1024;
    private static final int STAT = 0;
    private static final int WRITE = 1;
    private static final int COMMIT = 2;

    private final ClientSession session;
    private final String store;
    private final Consumer<Descriptor> written;

    /// @param written hears of manifests
    SessionTarget(ClientSession session, String store, Consumer<Descriptor> written) {
        this.session = session;
        this.store = store;
        this.written = written;
    }

    @Override
    public void blob(Descriptor blob, Content content) throws IOException, InterruptedException {
        try (var call = session.content("Write", store)) {
            long from = exchange(call, message(STAT, blob)).number(4);
            // What an earlier attempt has left is as good as new.
            if (from > blob.size()) from = 0;
            try (var in = content.open(from, blob.size() - from)) {
                send(call, blob, in, from);
            }
        } catch (CallFailed failed) {
            if (failed.code() == Code.ALREADY_EXISTS) return;
            throw new Unavailable(
                    failed, FaultCode.BUILD_SOURCE_FAILED, blob.digest(), failed.text());
        }
    }

    private static void send(ClientCall call, Descriptor blob, InputStream in, long from)
            throws IOException, InterruptedException {
        long offset = from;
        while (offset < blob.size()) {
            var piece = in.readNBytes((int) Math.min(PIECE, blob.size() - offset));
            if (piece.length == 0) throw new IOException(blob.digest() + " ends early");
            var _ = exchange(call, message(WRITE, blob).number(5, offset).bytes(6, piece));
            offset += piece.length;
        }
        var _ = exchange(call, message(COMMIT, blob).number(5, offset));
    }

    private static FieldWriter message(int action, Descriptor blob) {
        return new FieldWriter()
                .number(1, action)
                .text(2, "caisson-" + blob.digest().hex())
                .number(3, blob.size())
                .text(4, action == WRITE ? "" : blob.digest().toString());
    }

    private static Fields exchange(ClientCall call, FieldWriter message)
            throws IOException, InterruptedException {
        call.send(message.toBytes());
        var answer = call.next();
        if (answer == null) throw new CallFailed(Code.INTERNAL, "the writer does not answer");
        return Fields.parse(answer);
    }

    @Override
    public void manifest(Descriptor manifest, byte[] content)
            throws IOException, InterruptedException {
        blob(
                manifest,
                (from, length) -> new ByteArrayInputStream(content, (int) from, (int) length));
        written.accept(manifest);
    }

    @Override
    public void close() {
        // every writer is closed when it has got everything
    }
}
