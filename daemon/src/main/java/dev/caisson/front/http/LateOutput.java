package dev.caisson.front.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Begins an answer with the first byte that is written.
final class LateOutput extends OutputStream {
    private final Supplier<Outflow> begin;
    private @Nullable Outflow flow;

    LateOutput(Supplier<Outflow> begin) {
        this.begin = begin;
    }

    /// @return null while nothing was written
    @Nullable Outflow flow() {
        return flow;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var into = flow;
        if (into == null) {
            into = begin.get();
            flow = into;
        }
        into.write(bytes, offset, length);
    }
}
