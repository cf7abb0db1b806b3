package dev.caisson.front.buildkit;

import dev.caisson.build.RemoteContent;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/// Blobs of the client's, by containerd's service for content. Source: containerd
/// api/services/content/v1 (protocol), BuildKit session/content.
final class SessionContent implements RemoteContent {
    private static final int TOP_LIMIT = 4 << 20;

    private final ClientSession session;
    private final String store;
    private final Digest top;

    SessionContent(ClientSession session, String store, Digest top) {
        this.session = session;
        this.store = store;
        this.top = top;
    }

    @Override
    public Document top() throws IOException, InterruptedException {
        var bytes = read(top, TOP_LIMIT);
        var actual = top.algorithm().of(bytes);
        if (!actual.equals(top)) {
            throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, top, actual);
        }
        return new Document("", bytes);
    }

    @Override
    public byte[] document(Descriptor what, int limit) throws IOException, InterruptedException {
        return read(what.digest(), limit);
    }

    private byte[] read(Digest digest, int limit) throws IOException, InterruptedException {
        try (var in = open(digest, 0)) {
            var bytes = in.readNBytes(limit + 1);
            if (bytes.length <= limit) return bytes;
            throw new InvalidInput(
                    FaultCode.IMAGE_LIMIT_EXCEEDED,
                    "document " + digest,
                    limit + " bytes",
                    bytes.length);
        } catch (InterruptedIOException stopped) {
            throw new InterruptedException(stopped.getMessage());
        } catch (CallFailed failed) {
            throw failure(failed, digest);
        }
    }

    @Override
    public InputStream open(Descriptor blob, long from) throws IOException, InterruptedException {
        return open(blob.digest(), from);
    }

    private InputStream open(Digest digest, long from) throws IOException, InterruptedException {
        try {
            var call = session.content("Read", store);
            call.send(new FieldWriter().text(1, digest.toString()).number(2, from).toBytes());
            call.endOutput();
            return new MessageBytes(call, 2);
        } catch (CallFailed failed) {
            throw failure(failed, digest);
        }
    }

    private RuntimeException failure(CallFailed failed, Digest digest) {
        return failed.code() == Code.NOT_FOUND
                ? new NotFound(failed, FaultCode.BUILD_SOURCE_MISSING, digest, store)
                : new Unavailable(failed, FaultCode.BUILD_SOURCE_FAILED, digest, failed.text());
    }
}
