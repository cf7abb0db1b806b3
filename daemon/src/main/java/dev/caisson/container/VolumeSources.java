package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.volume.StoredVolume;
import dev.caisson.container.volume.VolumeMounts;
import dev.caisson.container.volume.Volumes;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import java.util.ArrayList;
import java.util.List;

/// Where the volumes of containers are at the moment they are used. May block.
final class VolumeSources {
    private final Volumes volumes;
    private final VolumeMounts mounts;

    VolumeSources(Services.Disk disk) {
        volumes = disk.volumes();
        mounts = disk.volumeMounts();
    }

    /// The mount points of a container, its volumes by where their files are; what they need is
    /// mounted until [VolumeMounts#release] for the same user.
    List<MountPoint> acquire(Definition container, String user) {
        var points = new ArrayList<MountPoint>();
        try {
            for (var point : container.mounts()) {
                points.add(point.kind() == MountPoint.Kind.VOLUME ? acquire(point, user) : point);
            }
            return points;
        } catch (RuntimeException failure) {
            release(user);
            throw failure;
        }
    }

    private MountPoint acquire(MountPoint point, String user) {
        var source = mounts.acquire(volume(point), user);
        var access = point.access();
        if (source.readOnly()) access = access.readOnly();
        return point.from(source.path().toString(), access);
    }

    private StoredVolume volume(MountPoint point) {
        return volumes.at(point.source())
                .orElseThrow(() -> Faults.of(FaultCode.VOLUME_NOT_FOUND, point.name()));
    }

    void release(String user) {
        mounts.release(user);
    }

    /// A container that runs since before this daemon.
    void adopt(Snapshot container) {
        for (var point : container.definition().mounts()) {
            if (point.kind() != MountPoint.Kind.VOLUME) continue;
            volumes.at(point.source())
                    .ifPresent(volume -> mounts.adopt(volume, container.id().value()));
        }
    }

    /// The mount points of a container, its volumes by the names they have now.
    List<MountPoint> named(Definition container) {
        return container.mounts().stream().map(this::named).toList();
    }

    private MountPoint named(MountPoint point) {
        if (point.kind() != MountPoint.Kind.VOLUME) return point;
        return volumes.at(point.source()).map(volume -> point.named(volume.name())).orElse(point);
    }
}
