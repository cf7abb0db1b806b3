package dev.caisson.build.remote;

import dev.caisson.build.RemoteContent;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Assembly;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.StoredLayer;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a cache that is elsewhere has for a step.
///
/// @param source the cache, for people
/// @param part null when the step changed nothing
/// @param created when it was made
public record Offer(String source, @Nullable Part part, Instant created) {
    /// A layer that is elsewhere.
    ///
    /// @param blob what it is there
    public record Part(RemoteContent content, Descriptor blob, Digest diffId) {
        /// Brings it here.
        ///
        /// @throws dev.caisson.fault.Fault when that fails; nothing of it stays
        public StoredLayer fetch(Assembly assembly) throws InterruptedException {
            return assembly.layer(
                    blob,
                    diffId,
                    (from, failures) -> {
                        try {
                            return content.open(blob, from);
                        } catch (IOException broken) {
                            throw new Unavailable(
                                    broken,
                                    FaultCode.BUILD_SOURCE_FAILED,
                                    blob.digest(),
                                    String.valueOf(broken.getMessage()));
                        }
                    });
        }
    }
}
