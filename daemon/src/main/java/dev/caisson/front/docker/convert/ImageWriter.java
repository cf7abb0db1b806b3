package dev.caisson.front.docker.convert;

import dev.caisson.engine.Images;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.image.Platform;
import dev.caisson.wire.GraphDriver;
import dev.caisson.wire.Healthcheck;
import dev.caisson.wire.ImageDeleted;
import dev.caisson.wire.ImageHistoryItem;
import dev.caisson.wire.ImageInspect;
import dev.caisson.wire.ImageManifestSummary;
import dev.caisson.wire.ImageSummary;
import dev.caisson.wire.OciDescriptor;
import dev.caisson.wire.OciPlatform;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes what is shown of images.
public final class ImageWriter {
    private ImageWriter() {}

    public static ImageSummary summary(Images.Listed listed) {
        return summary(listed, -1);
    }

    /// Bytes of the layers that an image shares with others.
    public static long shared(Image image, List<LayerUse> layers) {
        var mine = Set.copyOf(image.config().diffIds());
        return layers.stream()
                .filter(layer -> layer.images().size() > 1 && mine.contains(layer.diffId()))
                .mapToLong(LayerUse::size)
                .sum();
    }

    /// @param shared bytes that other images have as well; -1 for not computed
    public static ImageSummary summary(Images.Listed listed, long shared) {
        var image = listed.image();
        return new ImageSummary(
                listed.containers(),
                image.created().getEpochSecond(),
                image.id().toString(),
                Absent.orNull(image.config().defaults().labels()),
                parent(image),
                familiar(image.repoDigests()),
                familiar(image.tags()),
                shared,
                image.size(),
                null,
                null);
    }

    /// The summary with the image's manifests: since API 1.47, when it is asked for.
    public static ImageSummary withManifests(
            ImageSummary summary, Image image, List<ImageManifestSummary> manifests) {
        long size = manifests.stream().mapToLong(one -> one.size().total()).sum();
        return new ImageSummary(
                summary.containers(),
                summary.created(),
                summary.id(),
                summary.labels(),
                summary.parentId(),
                summary.repoDigests(),
                summary.repoTags(),
                summary.sharedSize(),
                size,
                descriptor(image.target()),
                manifests);
    }

    /// A manifest, with what is here of it.
    ///
    /// @param containers made from it
    public static ImageManifestSummary manifest(ImageManifest one, List<String> containers) {
        var descriptor = descriptor(one.descriptor());
        long content = one.isHere() ? one.size() : 0;
        var image = one.image();
        long unpacked = image == null ? 0 : image.size();
        var platform = one.descriptor().platform();
        var data =
                one.kind() != ImageManifest.Kind.IMAGE || platform == null
                        ? null
                        : new ImageManifestSummary.ImageData(
                                platform(platform),
                                containers,
                                new ImageManifestSummary.Unpacked(unpacked));
        var subject = one.descriptor().annotations().get("vnd.docker.reference.digest");
        var attestation =
                one.kind() != ImageManifest.Kind.ATTESTATION || subject == null
                        ? null
                        : new ImageManifestSummary.AttestationData(subject);
        return new ImageManifestSummary(
                descriptor.digest(),
                descriptor,
                one.isHere(),
                new ImageManifestSummary.Size(content, content + unpacked),
                one.kind().name().toLowerCase(Locale.ROOT),
                data,
                attestation);
    }

    public static OciDescriptor descriptor(Descriptor descriptor) {
        var platform = descriptor.platform();
        return new OciDescriptor(
                descriptor.mediaType(),
                descriptor.digest().toString(),
                descriptor.size(),
                null,
                descriptor.annotations(),
                platform == null ? null : platform(platform));
    }

    public static OciPlatform platform(Platform platform) {
        return new OciPlatform(
                platform.architecture(),
                platform.os(),
                platform.osVersion(),
                platform.osFeatures(),
                platform.variant());
    }

    /// @param manifests null when they are not asked for
    public static ImageInspect inspect(
            Image image, @Nullable List<ImageManifestSummary> manifests) {
        var config = image.config();
        var platform = config.platform();
        return new ImageInspect(
                image.id().toString(),
                familiar(image.tags()),
                familiar(image.repoDigests()),
                new ImageInspect.Origin(
                        parent(image),
                        config.comment(),
                        config.created() == null ? null : Absent.moment(config.created()),
                        config.dockerVersion(),
                        config.author()),
                platform.architecture(),
                platform.variant(),
                platform.os(),
                platform.osVersion(),
                image.size(),
                new GraphDriver(null, "overlay2"),
                new ImageInspect.RootFs(
                        "layers", config.diffIds().stream().map(Object::toString).toList()),
                new ImageInspect.Metadata(Absent.moment(image.lastTagged())),
                descriptor(image.target()),
                manifests,
                config(config.defaults()));
    }

    public static ImageHistoryItem history(ImageStore.HistoryLine line) {
        var created = line.step().created();
        return new ImageHistoryItem(
                line.step().comment(),
                created == null ? 0 : created.getEpochSecond(),
                line.step().createdBy(),
                line.id() == null ? "<missing>" : line.id().toString(),
                line.size(),
                Absent.orNull(familiar(line.tags())));
    }

    public static ImageDeleted deleted(ImageChange change) {
        return switch (change) {
            case ImageChange.Untagged(_, var name) -> new ImageDeleted(name, null);
            case ImageChange.Deleted(var id) -> new ImageDeleted(null, id.toString());
        };
    }

    private static List<String> familiar(List<ImageReference> references) {
        return references.stream().map(ImageReference::familiar).toList();
    }

    private static String parent(Image image) {
        return image.parent() == null ? "" : image.parent().toString();
    }

    private static ImageInspect.Config config(ContainerDefaults defaults) {
        var command = defaults.command();
        var lifecycle = defaults.lifecycle();
        return new ImageInspect.Config(
                command.argsEscaped(),
                command.cmd(),
                command.entrypoint(),
                Absent.orNull(defaults.env()),
                ConfigWriter.set(defaults.exposedPorts()),
                health(lifecycle.healthcheck()),
                Absent.orNull(defaults.labels()),
                Absent.orNull(lifecycle.onBuild()),
                command.shell(),
                lifecycle.stopSignal(),
                defaults.user(),
                ConfigWriter.set(defaults.volumes()),
                defaults.workingDir());
    }

    private static @Nullable Healthcheck health(ContainerDefaults.@Nullable Healthcheck health) {
        if (health == null) return null;
        return new Healthcheck(
                Absent.orNull(health.test()),
                health.interval().toNanos(),
                health.timeout().toNanos(),
                health.startPeriod().toNanos(),
                health.startInterval().toNanos(),
                health.retries());
    }
}
