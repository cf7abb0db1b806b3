package dev.caisson.image.hosted;

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
import dev.caisson.image.pull.Intake;
import dev.caisson.image.registry.AtOnce;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/// Makes what was pushed with a tag an image of this host as well; of an index with those of its
/// images that were pushed before.
final class Adoption {
    private final ImageStore store;
    private final ImageUse use;
    private final Shelf shelf;
    private final ImageReference name;

    /// @param name the image gets
    Adoption(ImageStore store, ImageUse use, ImageReference name) {
        this.store = store;
        this.use = use;
        this.shelf = store.shelf();
        this.name = name;
    }

    private record Candidate(Descriptor descriptor, Manifest manifest, ImageConfig config) {}

    /// @throws InvalidInput when it is no image
    Image of(Descriptor descriptor, byte[] content) throws IOException, InterruptedException {
        if (!MediaType.isIndex(descriptor.mediaType())) {
            return commit(candidate(descriptor), Intake.Target.of(descriptor));
        }
        var what = "index " + descriptor.digest();
        var images = new ArrayList<Candidate>();
        var kept = new LinkedHashSet<Digest>();
        for (var one : ManifestJson.index(content, descriptor.mediaType(), what).manifests()) {
            if (!isHere(one)) continue;
            try {
                images.add(candidate(one.bare()));
                kept.add(one.digest());
            } catch (InvalidInput noImage) {
                // It stays at the registry alone.
            }
        }
        if (images.isEmpty()) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID, what, "no image of it was pushed");
        }
        var main =
                PlatformChoice.best(images, one -> one.config().platform(), Platform.host())
                        .orElseGet(images::getFirst);
        return commit(main, new Intake.Target(descriptor, Set.copyOf(kept)));
    }

    private boolean isHere(Descriptor manifest) {
        var path = new RepositoryPath(name.path());
        return MediaType.isManifest(manifest.mediaType())
                && shelf.find(path, new Which.Content(manifest.digest())).isPresent();
    }

    private Candidate candidate(Descriptor descriptor) throws IOException {
        var what = "manifest " + descriptor.digest();
        var content = shelf.read(descriptor);
        var manifest = ManifestJson.manifest(content, descriptor.mediaType(), what);
        var document = shelf.read(manifest.config());
        var config = ConfigJson.read(document, "configuration " + manifest.config().digest());
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    what,
                    "it and the configuration disagree on the number of layers");
        }
        return new Candidate(descriptor, manifest, config);
    }

    private Image commit(Candidate image, Intake.Target target)
            throws IOException, InterruptedException {
        var diffIds = image.config().diffIds();
        try (var intake = store.intake(use)) {
            try {
                intake.begin(image.descriptor(), image.manifest(), diffIds);
                var unpacked = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < diffIds.size(); i++) {
                    var blob = image.manifest().layers().get(i);
                    var diffId = diffIds.get(i);
                    unpacked.add(
                            () -> {
                                intake.layer(blob, diffId, (_, _) -> missing(blob), _ -> {});
                                return true;
                            });
                }
                AtOnce.run(unpacked);
                var names = List.of(name, name.withDigest(target.descriptor().digest()));
                return intake.commit(target, image.descriptor(), names);
            } catch (InvalidInput damaged) {
                intake.refuse();
                throw damaged;
            }
        }
    }

    private static InputStream missing(Descriptor blob) {
        throw new NotFound(FaultCode.HOSTED_BLOB_UNKNOWN, blob.digest());
    }
}
