package dev.caisson.front.http;

import java.io.OutputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Begins an answer with the first byte that is written. For several threads.
public final class LateOutput extends OutputStream {
    private final Supplier<Outflow> begin;
    private @Nullable Outflow flow;

    LateOutput(Supplier<Outflow> begin) {
        this.begin = begin;
    }

    /// @return null while nothing was written
    synchronized @Nullable Outflow flow() {
        return flow;
    }

    /// Whether something was written.
    public boolean hasBegun() {
        return flow() != null;
    }

    /// Looks whether the client is still there; not known before the first byte.
    public void checkClient() throws ClientGone {
        var into = flow();
        if (into != null && into.isGone()) {
            throw new ClientGone("the client has closed the connection");
        }
    }

    @Override
    public void write(int one) throws ClientGone {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /// @throws ClientGone when the client has closed the connection
    @Override
    public void write(byte[] bytes, int offset, int length) throws ClientGone {
        begun().write(bytes, offset, length);
    }

    /// Writes when there is room and nothing else; see [Outflow#offer].
    ///
    /// @return whether it was written
    public boolean offer(byte[] bytes) {
        return begun().offer(bytes);
    }

    private synchronized Outflow begun() {
        var into = flow;
        if (into == null) {
            into = begin.get();
            flow = into;
        }
        return into;
    }
}
