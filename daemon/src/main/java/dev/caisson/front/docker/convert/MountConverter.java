package dev.caisson.front.docker.convert;

import dev.caisson.container.request.MountRequest;
import dev.caisson.wire.Mount;
import org.jspecify.annotations.Nullable;

/// Reads and writes entries of `HostConfig.Mounts`.
final class MountConverter {
    private MountConverter() {}

    static MountRequest read(Mount asked) {
        var bind = asked.bindOptions();
        var tmpfs = asked.tmpfsOptions();
        var image = asked.imageOptions();
        return new MountRequest(
                Absent.text(asked.type()),
                Absent.text(asked.source()),
                Absent.text(asked.target()),
                asked.readOnly(),
                Absent.text(asked.consistency()),
                bind == null
                        ? null
                        : new MountRequest.BindOptions(
                                Absent.text(bind.propagation()),
                                bind.nonRecursive(),
                                bind.createMountpoint(),
                                bind.readOnlyNonRecursive(),
                                bind.readOnlyForceRecursive(),
                                Absent.text(bind.idMap())),
                volume(asked),
                tmpfs == null
                        ? null
                        : new MountRequest.TmpfsOptions(
                                tmpfs.sizeBytes(), tmpfs.mode(), Absent.list(tmpfs.options())),
                image == null ? null : new MountRequest.ImageOptions(Absent.text(image.subpath())));
    }

    private static MountRequest.@Nullable VolumeOptions volume(Mount asked) {
        var volume = asked.volumeOptions();
        if (volume == null) return null;
        var driver = volume.driverConfig();
        return new MountRequest.VolumeOptions(
                volume.noCopy(),
                Absent.map(volume.labels()),
                driver == null
                        ? null
                        : new MountRequest.Driver(
                                Absent.text(driver.name()), Absent.map(driver.options())),
                Absent.text(volume.subpath()));
    }

    static Mount write(MountRequest asked) {
        var bind = asked.bind();
        var volume = asked.volume();
        var tmpfs = asked.tmpfs();
        var image = asked.image();
        return new Mount(
                asked.type(),
                asked.source(),
                asked.target(),
                asked.readOnly(),
                asked.consistency(),
                bind == null
                        ? null
                        : new Mount.BindOptions(
                                bind.propagation(),
                                bind.nonRecursive(),
                                bind.createMountpoint(),
                                bind.readOnlyNonRecursive(),
                                bind.readOnlyForceRecursive(),
                                bind.idMap().isEmpty() ? null : bind.idMap()),
                volume == null
                        ? null
                        : new Mount.VolumeOptions(
                                volume.noCopy(),
                                Absent.orNull(volume.labels()),
                                volume.subpath(),
                                driver(volume.driver())),
                image == null ? null : new Mount.ImageOptions(image.subpath()),
                tmpfs == null
                        ? null
                        : new Mount.TmpfsOptions(
                                tmpfs.sizeBytes(),
                                tmpfs.mode(),
                                tmpfs.options().isEmpty() ? null : tmpfs.options()));
    }

    private static Mount.@Nullable Driver driver(MountRequest.@Nullable Driver driver) {
        if (driver == null) return null;
        return new Mount.Driver(driver.name(), Absent.orNull(driver.options()));
    }
}
