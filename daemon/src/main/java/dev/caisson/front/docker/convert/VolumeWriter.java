package dev.caisson.front.docker.convert;

import dev.caisson.container.view.VolumeView;
import dev.caisson.engine.Volumes;
import dev.caisson.wire.Volume;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Writes volumes.
public final class VolumeWriter {
    private VolumeWriter() {}

    public static Volume write(VolumeView volume) {
        return write(volume, null);
    }

    public static Volume write(Volumes.Used used) {
        return write(used.volume(), new Volume.Usage(used.size(), used.users()));
    }

    private static Volume write(VolumeView volume, Volume.@Nullable Usage usage) {
        return new Volume(
                Absent.moment(volume.created().truncatedTo(ChronoUnit.SECONDS)),
                "local",
                Absent.orNull(volume.labels()),
                volume.mountpoint(),
                volume.name(),
                Absent.orNull(volume.options()),
                "local",
                usage);
    }
}
