package dev.caisson.image.hosted;

import dev.caisson.image.Digest;

/// Port: keeps a blob from being swept.
@FunctionalInterface
public interface Holding {
    Held hold(Digest digest);

    /// Until it is closed.
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
