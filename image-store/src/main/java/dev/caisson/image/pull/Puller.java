package dev.caisson.image.pull;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.PlatformChoice;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.image.registry.AtOnce;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RemoteManifest;
import dev.caisson.image.registry.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Pulls images.
public final class Puller {
    private static final int NESTING_LIMIT = 4;

    private final Registries registries;
    private final ImageStore store;
    private final ImageUse use;

    /// @param use asked before a layer is thrown away
    public Puller(Registries registries, ImageStore store, ImageUse use) {
        this.use = use;
        this.registries = registries;
        this.store = store;
    }

    /// Pulls one image. Blocks; interrupting the thread gives the pull up.
    ///
    /// @param platform null for the host's
    public Pulled pull(
            ImageReference name,
            @Nullable Platform platform,
            Credentials credentials,
            PullProgress progress)
            throws InterruptedException {
        var repository = registries.repository(name, credentials);
        var digest = name.digest();
        var which = digest != null ? digest.toString() : name.tagOrDefault().orElseThrow();
        var top = repository.manifest(which);
        var indexes = new ArrayList<RemoteManifest>();
        var wantedPlatform = platform == null ? Platform.host() : platform;
        var chosen = choose(repository, top, wantedPlatform, indexes);
        var manifest =
                ManifestJson.manifest(
                        chosen.content(), chosen.mediaType(), "manifest " + chosen.digest());
        progress.begun(name);

        var names = new ArrayList<ImageReference>();
        if (digest == null) names.add(name);
        names.add(name.withDigest(top.digest()));
        try (var intake = store.intake(use)) {
            var before = store.find(names.getFirst().toString());
            var present = intake.find(chosen.descriptor(), manifest);
            // The same image under whatever manifest: only its names are new.
            boolean isHere =
                    present.isPresent()
                            && (platform == null || fits(present.get().config(), platform));
            if (!isHere) {
                var wanted = new Chosen(name, chosen, manifest, platform);
                fetch(repository, wanted, intake, progress);
            }
            for (var index : indexes) intake.document(index.descriptor(), index.content());
            var image = intake.commit(target(top, chosen), chosen.descriptor(), names);
            boolean isNew = !isHere || before.isEmpty() || !isSame(before.get(), image);
            return new Pulled(name, top.digest(), image, isNew);
        }
    }

    /// Says what a registry has under a name.
    public RemoteImage look(ImageReference name, Credentials credentials)
            throws InterruptedException {
        var repository = registries.repository(name, credentials);
        var digest = name.digest();
        var which = digest != null ? digest.toString() : name.tagOrDefault().orElseThrow();
        var top = repository.manifest(which);
        if (MediaType.isIndex(top.mediaType())) {
            var index = ManifestJson.index(top.content(), top.mediaType(), "index " + which);
            var platforms =
                    index.manifests().stream().flatMap(one -> Stream.ofNullable(one.platform()));
            return new RemoteImage(top.descriptor(), platforms.toList());
        }
        var manifest = ManifestJson.manifest(top.content(), top.mediaType(), "manifest " + which);
        var config = repository.document(manifest.config(), ConfigJson.SIZE_LIMIT);
        var platform = ConfigJson.read(config, "configuration of " + which).platform();
        return new RemoteImage(top.descriptor(), List.of(platform));
    }

    private static Intake.Target target(RemoteManifest top, RemoteManifest chosen) {
        boolean isIndex = MediaType.isIndex(top.mediaType());
        return isIndex
                ? new Intake.Target(top.descriptor(), Set.of(chosen.digest()))
                : Intake.Target.of(chosen.descriptor());
    }

    // Also another image of the same index.
    private static boolean isSame(Image before, Image now) {
        return before.id().equals(now.id()) || before.target().equals(now.target());
    }

    private static boolean fits(ImageConfig config, Platform wanted) {
        return config.platform().runsOn(wanted);
    }

    // ---- from a name to a manifest

    /// @param passed takes the indexes that lead there
    private RemoteManifest choose(
            Repository repository, RemoteManifest top, Platform wanted, List<RemoteManifest> passed)
            throws InterruptedException {
        if (MediaType.isManifest(top.mediaType())) return top;
        passed.add(top);
        if (passed.size() > NESTING_LIMIT) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    "index " + top.digest(),
                    "indexes are nested too deep");
        }
        var index = ManifestJson.index(top.content(), top.mediaType(), "index " + top.digest());
        var descriptor = best(index.manifests(), wanted);
        var next = repository.manifest(descriptor.digest().toString());
        if (!next.mediaType().equals(descriptor.mediaType())) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    "manifest " + next.digest(),
                    "it is of type "
                            + next.mediaType()
                            + " where the index says "
                            + descriptor.mediaType());
        }
        return choose(repository, next, wanted, passed);
    }

    static Descriptor best(List<Descriptor> manifests, Platform wanted) {
        var there = new TreeSet<String>();
        var candidates = new ArrayList<Descriptor>();
        for (var one : manifests) {
            if (!MediaType.isManifest(one.mediaType()) && !MediaType.isIndex(one.mediaType())) {
                continue;
            }
            var platform = one.platform();
            if (platform != null && platform.os().equals("unknown")) continue;
            if (platform != null) there.add(platform.toString());
            candidates.add(one);
        }
        return PlatformChoice.best(candidates, Descriptor::platform, wanted)
                .orElseThrow(
                        () ->
                                new NotFound(
                                        FaultCode.PLATFORM_NOT_IN_INDEX,
                                        wanted,
                                        there.isEmpty() ? "none" : String.join(", ", there)));
    }

    // ---- the parts of an image

    private record Chosen(
            ImageReference name,
            RemoteManifest document,
            Manifest manifest,
            @Nullable Platform platform) {}

    private static void fetch(
            Repository repository, Chosen chosen, Intake intake, PullProgress progress)
            throws InterruptedException {
        try {
            var manifest = chosen.manifest();
            var there = intake.document(manifest.config());
            var bytes =
                    there.isPresent()
                            ? there.get()
                            : repository.document(manifest.config(), ConfigJson.SIZE_LIMIT);
            var config = ConfigJson.read(bytes, "configuration " + manifest.config().digest());
            check(chosen, config);
            intake.begin(chosen.document().descriptor(), manifest, config.diffIds());
            intake.document(chosen.document().descriptor(), chosen.document().content());
            intake.document(manifest.config(), bytes);
            layers(repository, manifest, config.diffIds(), intake, progress);
        } catch (InvalidInput damaged) {
            intake.refuse();
            throw damaged;
        }
    }

    private static void check(Chosen chosen, ImageConfig config) {
        if (config.diffIds().size() != chosen.manifest().layers().size()) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    "manifest " + chosen.document().digest(),
                    "it and the configuration disagree on the number of layers");
        }
        var wanted = chosen.platform();
        if (wanted != null && !fits(config, wanted)) {
            throw new NotFound(
                    FaultCode.PLATFORM_DIFFERS,
                    chosen.name().familiar(),
                    wanted,
                    config.platform());
        }
    }

    private static void layers(
            Repository repository,
            Manifest manifest,
            List<Digest> diffIds,
            Intake intake,
            PullProgress progress)
            throws InterruptedException {
        // A layer that occurs twice is one.
        var blobs = new LinkedHashMap<Descriptor, Digest>();
        for (int i = 0; i < diffIds.size(); i++) {
            var blob = manifest.layers().get(i);
            var other = blobs.put(blob, diffIds.get(i));
            if (other != null && !other.equals(diffIds.get(i))) {
                throw new InvalidInput(
                        FaultCode.IMAGE_DOCUMENT_INVALID,
                        "configuration " + manifest.config().digest(),
                        "it has two DiffIDs for the layer " + blob.digest());
            }
        }
        for (var blob : blobs.keySet()) {
            progress.layer(blob.digest(), new LayerProgress.LayerStep.Announced());
        }
        var transfers = new ArrayList<Callable<Boolean>>();
        blobs.forEach(
                (blob, diffId) ->
                        transfers.add(
                                () -> {
                                    intake.layer(
                                            blob,
                                            diffId,
                                            (from, failures) ->
                                                    repository.blob(blob, from, failures),
                                            step -> progress.layer(blob.digest(), step));
                                    return true;
                                }));
        AtOnce.run(transfers);
    }
}
