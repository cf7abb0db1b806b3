package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.image.Platform;
import java.util.Map;

/// What builds, as BuildKit's clients know it.
///
/// @param version of this engine
record Worker(String version) {
    private static final String LABELS = "org.mobyproject.buildkit.worker.";

    /// The BuildKit whose behaviour is followed; clients compare it.
    private static final String FOLLOWED = "v0.25.0";

    /// A WorkerRecord.
    FieldWriter fields() {
        var host = Platform.host();
        var platform =
                new FieldWriter()
                        .text(1, host.architecture())
                        .text(2, host.os())
                        .text(3, host.variant());
        return new FieldWriter()
                .text(1, "caisson")
                .texts(
                        2,
                        Map.of(LABELS + "executor", "caisson", LABELS + "snapshotter", "overlayfs"))
                .message(3, platform)
                .message(5, buildKit());
    }

    /// A BuildkitVersion.
    FieldWriter buildKit() {
        return new FieldWriter()
                .text(1, "github.com/moby/buildkit")
                .text(2, FOLLOWED + "+caisson." + version);
    }
}
