package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Work on the disk of the store, whose failure is the store's.
@FunctionalInterface
interface DiskWork<T> {
    T run() throws IOException;

    /// @throws Internal `IMAGE_STORE_BROKEN`
    static <T> T done(DiskWork<T> work) {
        try {
            return work.run();
        } catch (IOException | UncheckedIOException failed) {
            throw failure(failed);
        }
    }

    /// Work without a result.
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /// @throws Internal `IMAGE_STORE_BROKEN`
    static void complete(Step step) {
        var _ =
                done(
                        () -> {
                            step.run();
                            return true;
                        });
    }

    static Internal failure(Exception failed) {
        return new Internal(
                failed, FaultCode.IMAGE_STORE_BROKEN, "cannot be used", failed.toString());
    }
}
