package dev.caisson.container;

import dev.caisson.container.plan.Dependency;
import dev.caisson.container.plan.DeviceLookup;
import dev.caisson.container.plan.DevicePlan;
import dev.caisson.container.plan.ImageMerge;
import dev.caisson.container.plan.LimitPlan;
import dev.caisson.container.plan.MountResolution;
import dev.caisson.container.plan.NetworkPlan;
import dev.caisson.container.plan.RequestChecks;
import dev.caisson.container.plan.SpecDefaults;
import dev.caisson.container.plan.StorageOptions;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import dev.caisson.image.Image;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.stdio.driver.LogDriverSettings;
import dev.caisson.stdio.driver.LogDrivers;
import dev.caisson.sys.Blocking;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes containers: checks what was asked, fills it from the image, reserves the name, writes the
/// directory. Nothing is left when it fails.
public final class Creator {
    private final Crew crew;
    private final ContainerIndex index;
    private final NameRegistry names;
    private final ImageStore images;
    private final DeviceLookup devices;
    private final VolumeFilling filling;

    Creator(
            Crew crew,
            ContainerIndex index,
            NameRegistry names,
            ImageStore images,
            DeviceLookup devices) {
        this.crew = crew;
        this.index = index;
        this.names = names;
        this.images = images;
        this.devices = devices;
        filling = new VolumeFilling(crew.services(), crew.files(), index);
    }

    /// What a creation answers.
    public record Created(ContainerId id, List<String> warnings) {
        public Created {
            warnings = List.copyOf(warnings);
        }
    }

    Created create(@Nullable ContainerName name, @Nullable Platform platform, ContainerSpec asked) {
        var image = images.resolve(asked.identity().image(), platform);
        try (var lease = images.lease(image)) {
            var spec = ImageMerge.merge(asked, image.config().defaults());
            var warnings = check(spec);
            return create(name, spec, basis(image, lease.layerDirectories()), warnings);
        }
    }

    /// Makes a container of layers that may be no image yet; nothing is taken from an image.
    ///
    /// @param basis kept from being removed by the caller until this returns
    Created create(@Nullable ContainerName name, ContainerSpec spec, Definition.Basis basis) {
        return create(name, spec, basis, check(spec));
    }

    private List<String> check(ContainerSpec spec) {
        crew.planner().checkPeers(spec);
        var networks = crew.services().kernel().networks();
        new Links(index, networks).check(spec);
        networks.check(NetworkPlan.ends(spec, networks.ofDefault().name()));
        var _ = HealthSettings.onFailure(spec);
        var _ = Dependency.explicit(spec.identity().labels());
        checkLimit(StorageOptions.of(spec).bytes());
        var settings = crew.services().settings();
        var warnings =
                new ArrayList<>(
                        RequestChecks.check(spec, settings.defaults(), settings.facts().cpus()));
        var privileged = spec.isolation().privileges().privileged();
        var rules = DevicePlan.of(spec.limits().devices(), privileged, devices).rules();
        var resources = LimitPlan.of(spec.limits(), rules, devices);
        warnings.addAll(crew.services().kernel().cgroups().features().accept(resources).warnings());
        return warnings;
    }

    private void checkLimit(long bytes) {
        if (bytes == 0) return;
        var containers = crew.services().disk().paths().containers();
        var obstacle =
                Blocking.call(
                        () -> crew.services().disk().disposal().quotas().obstacle(containers));
        obstacle.ifPresent(
                why -> {
                    throw Faults.of(FaultCode.STORAGE_LIMIT_REFUSED, why);
                });
    }

    private Created create(
            @Nullable ContainerName name,
            ContainerSpec spec,
            Definition.Basis basis,
            List<String> warnings) {
        var id = ContainerId.random();
        var filled = SpecDefaults.fill(id, spec, crew.services().settings().defaults());
        try (var leases = new Undo();
                var undo = new Undo()) {
            var taken = name;
            if (taken == null) taken = names.reserveRandom(id);
            else names.reserve(taken, id);
            var reserved = taken;
            undo.add((Undo.Step) () -> names.release(reserved, id));
            var mounts =
                    MountResolution.resolve(
                            filled.mounts(),
                            new MountSources(crew.services(), index, images, undo, leases));
            crew.services().destinations().check(log(filled));
            var definition =
                    new Definition(id, crew.services().clock().instant(), filled, basis, mounts);
            var snapshot =
                    new Snapshot(
                            definition,
                            reserved,
                            new ContainerState.Created(null),
                            Snapshot.History.NEW);
            var directory = crew.services().disk().paths().directory(id);
            undo.add((Undo.Step) () -> crew.services().disk().disposal().delete(directory));
            Blocking.run(
                    () -> {
                        makeDirectory(directory, filled);
                        crew.services().disk().store().writeSpec(snapshot);
                        crew.services().disk().store().reserve(id);
                    });
            filling.fill(snapshot, filled.mounts());
            index.add(new ContainerActor(crew, snapshot));
            crew.events().publish(snapshot, "create");
            return undo.commit(new Created(id, warnings));
        }
    }

    private LogDriverSettings log(ContainerSpec spec) {
        var log = spec.lifecycle().log();
        var standard = crew.services().settings().defaults().log();
        return LogDrivers.parse(log.driver(), log.options(), standard);
    }

    private static Definition.Basis basis(Image image, List<Path> layers) {
        return new Definition.Basis(
                image.id().toString(),
                image.config().diffIds().stream().map(Object::toString).toList(),
                layers.stream().map(Path::toString).toList());
    }

    private void makeDirectory(Path directory, ContainerSpec spec) {
        try {
            Files.createDirectory(directory, mode("rwx--x---"));
            var upper = Files.createDirectory(directory.resolve("upper"));
            Files.setPosixFilePermissions(upper, PosixFilePermissions.fromString("rwxr-xr-x"));
            var work = Files.createDirectory(directory.resolve("work"), mode("rwx------"));
            long limit = StorageOptions.of(spec).bytes();
            if (limit > 0)
                crew.services().disk().disposal().quotas().limit(List.of(upper, work), limit);
            Files.createDirectory(directory.resolve("log"), mode("rwx------"));
            Files.createFile(upper.resolve(".dockerenv"), mode("rwxr-xr-x"));
        } catch (IOException failure) {
            throw new Internal(
                    failure,
                    FaultCode.CONTAINER_NOT_WRITTEN,
                    directory.getFileName(),
                    String.valueOf(failure));
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
