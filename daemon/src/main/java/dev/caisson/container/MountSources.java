package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.plan.MountResolution;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.volume.Volumes;
import dev.caisson.event.EventType;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.ImageStore;
import dev.caisson.sys.Blocking;
import dev.caisson.value.Undo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a new container mounts, looked up; volumes it has no name for go again with a creation that
/// fails, and images are kept until the creation has ended.
final class MountSources implements MountResolution.Sources {
    private final Services services;
    private final ContainerIndex index;
    private final ImageStore images;
    private final Undo undo;
    private final Undo leases;

    /// @param undo taken back when the creation fails
    /// @param leases taken back at its end
    MountSources(
            Services services, ContainerIndex index, ImageStore images, Undo undo, Undo leases) {
        this.services = services;
        this.index = index;
        this.images = images;
        this.undo = undo;
        this.leases = leases;
    }

    @Override
    public Path volume(MountResolution.NewVolume wanted) {
        var volumes = services.disk().volumes();
        var created =
                Blocking.call(
                        () ->
                                volumes.create(
                                        wanted.name(),
                                        wanted.labels(),
                                        wanted.options(),
                                        wanted.anonymous()));
        var stored = created.stored();
        if (created.made()) {
            var driver = Map.of("driver", "local");
            services.events().publish(EventType.VOLUME, "create", stored.name(), driver);
            if (wanted.anonymous()) {
                var disposal = services.disk().disposal();
                undo.add((Undo.Step) () -> disposal.delete(volumes.forget(stored)));
            }
        }
        return volumes.data(stored);
    }

    @Override
    public String anonymousName() {
        return Volumes.anonymousName();
    }

    @Override
    public List<MountPoint> of(String container) {
        try {
            var other = index.resolve(new ContainerReference(container));
            return new VolumeSources(services.disk()).named(other.snapshot().definition());
        } catch (NotFound missing) {
            throw new InvalidInput(missing, FaultCode.VOLUMES_FROM_INVALID, container);
        }
    }

    @Override
    public boolean exists(Path source) {
        return Files.exists(source);
    }

    @Override
    public MountResolution.FoundImage image(String reference) {
        var image = images.resolve(reference);
        var lease = leases.add(images.lease(image));
        return new MountResolution.FoundImage(
                image.id().toString(),
                new MountPoint.Image(
                        image.config().diffIds().stream().map(Object::toString).toList(),
                        lease.layerDirectories().stream().map(Path::toString).toList()));
    }

    @Override
    public void requireSecret(String name) {
        var _ = services.disk().secrets().required(name);
    }

    @Override
    public Path dataRoot() {
        return Objects.requireNonNull(services.disk().paths().containers().getParent());
    }
}
