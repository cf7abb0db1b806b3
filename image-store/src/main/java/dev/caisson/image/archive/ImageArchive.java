package dev.caisson.image.archive;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.blob.Blob;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ArchiveJson;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.LayoutJson;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.image.layer.LayerCodec;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the images of an archive.
///
/// `manifest.json` leads where it exists, because it alone has the names Docker's users know; the
/// OCI index beside it then only contributes the original manifests. A bare OCI layout is read by
/// its index: of an image for several platforms the one for this host is taken.
public final class ImageArchive {
    private static final String NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final int NESTING_LIMIT = 4;

    private final BlobStore store;
    private final BlobStore.Hold hold;
    private final Platform host;

    /// @param hold keeps everything that is read in, until the caller has put it into its index
    public ImageArchive(BlobStore store, BlobStore.Hold hold, Platform host) {
        this.store = store;
        this.hold = hold;
        this.host = host;
    }

    /// An image that is in the blob store with all its parts.
    ///
    /// @param manifest of the blob with the image's manifest
    public record Found(Descriptor manifest, List<ImageReference> names) {
        public Found {
            names = List.copyOf(names);
        }
    }

    /// Reads an archive to its end.
    public List<Found> read(InputStream archive) throws IOException {
        var contents = new ArchiveReader(store, hold).read(archive);
        var layout = contents.document("oci-layout");
        if (layout != null) LayoutJson.check(layout);
        var index = contents.document("index.json");
        var manifest = contents.document("manifest.json");
        if (manifest != null) return byManifest(contents, manifest, index);
        if (index != null) return byIndex(index);
        throw new InvalidInput(
                FaultCode.IMAGE_ARCHIVE_INVALID, "it has neither manifest.json nor index.json");
    }

    private List<Found> byManifest(
            ArchiveContents contents, byte[] manifest, byte @Nullable [] index) throws IOException {
        var originals = index == null ? Map.<Digest, Descriptor>of() : manifestsByConfig(index);
        var found = new ArrayList<Found>();
        for (var item : ArchiveJson.readManifest(manifest)) {
            var names = new ArrayList<ImageReference>();
            var tags = item.repoTags();
            if (tags != null) tags.forEach(tag -> names.add(ImageReference.parse(tag)));
            var config = contents.blob(item.config());
            var layers = new ArrayList<Blob>();
            for (var path : item.layers()) layers.add(contents.blob(path));
            var original = originals.get(config.digest());
            found.add(new Found(original != null ? original : made(config, layers), names));
        }
        return found;
    }

    // A classic Docker archive has no manifest in the registry's sense: it gets one.
    private Descriptor made(Blob config, List<Blob> layers) throws IOException {
        var bytes = read(new Descriptor(MediaType.OCI_CONFIG, config.digest(), config.size()));
        // Read for its checks: what is stored is an image.
        var diffIds = ConfigJson.read(bytes, "configuration " + config.digest()).diffIds();
        if (diffIds.size() != layers.size()) {
            throw new InvalidInput(
                    FaultCode.IMAGE_ARCHIVE_INVALID,
                    "manifest.json has "
                            + layers.size()
                            + " layers, the configuration "
                            + diffIds.size());
        }
        var descriptors = new ArrayList<Descriptor>();
        for (var layer : layers) {
            descriptors.add(new Descriptor(layerType(layer), layer.digest(), layer.size()));
        }
        var written =
                ManifestJson.write(
                        new Manifest(
                                MediaType.OCI_MANIFEST,
                                new Descriptor(
                                        MediaType.OCI_CONFIG, config.digest(), config.size()),
                                descriptors,
                                Map.of()));
        var blob = store.put(written, hold);
        return new Descriptor(MediaType.OCI_MANIFEST, blob.digest(), blob.size());
    }

    private String layerType(Blob layer) throws IOException {
        try (var in = store.open(layer.digest())) {
            var start = in.readNBytes(LayerCodec.MAGIC_LENGTH);
            return switch (LayerCodec.detect(start, start.length)) {
                case GZIP -> MediaType.OCI_LAYER_GZIP;
                case ZSTD -> MediaType.OCI_LAYER_ZSTD;
                // The applier says what is wrong with the last two.
                case PLAIN, XZ, BZIP2 -> MediaType.OCI_LAYER;
            };
        }
    }

    private Map<Digest, Descriptor> manifestsByConfig(byte[] index) throws IOException {
        var byConfig = new HashMap<Digest, Descriptor>();
        for (var descriptor : parse(index).manifests()) {
            if (!MediaType.isManifest(descriptor.mediaType())) continue;
            if (!store.contains(descriptor.digest())) continue;
            var manifest = manifest(descriptor);
            if (isComplete(manifest)) byConfig.put(manifest.config().digest(), bare(descriptor));
        }
        return byConfig;
    }

    private boolean isComplete(Manifest manifest) {
        return manifest.layers().stream().allMatch(layer -> store.contains(layer.digest()));
    }

    private List<Found> byIndex(byte[] index) throws IOException {
        // The same image under several names is several descriptors.
        var names = new LinkedHashMap<Descriptor, List<ImageReference>>();
        for (var descriptor : parse(index).manifests()) {
            var platforms = new TreeSet<String>();
            var chosen = choose(descriptor, platforms, 0);
            if (chosen.isEmpty() && platforms.isEmpty()) continue;
            if (chosen.isEmpty()) {
                throw new NotFound(
                        FaultCode.IMAGE_PLATFORM_MISSING, host, String.join(", ", platforms));
            }
            var known = names.computeIfAbsent(chosen.get(), _ -> new ArrayList<>());
            name(descriptor).ifPresent(known::add);
        }
        var found = new ArrayList<Found>();
        for (var entry : names.entrySet()) {
            var manifest = manifest(entry.getKey());
            for (var layer : manifest.layers()) require(layer);
            var config = ConfigJson.read(read(manifest.config()), "configuration");
            if (config.diffIds().size() != manifest.layers().size()) {
                throw new InvalidInput(
                        FaultCode.IMAGE_ARCHIVE_INVALID,
                        "manifest and configuration disagree on the number of layers");
            }
            found.add(new Found(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    // A manifest stands for itself; of an index the best one for this host, the newest variant
    // first. Attestations have the platform unknown/unknown.
    private Optional<Descriptor> choose(Descriptor descriptor, Set<String> platforms, int depth)
            throws IOException {
        if (MediaType.isManifest(descriptor.mediaType())) return Optional.of(bare(descriptor));
        if (!MediaType.isIndex(descriptor.mediaType())) return Optional.empty();
        if (depth == NESTING_LIMIT) {
            throw new InvalidInput(
                    FaultCode.IMAGE_ARCHIVE_INVALID, "its indexes are nested too deep");
        }
        var nested =
                ManifestJson.index(
                        read(descriptor), descriptor.mediaType(), "index " + descriptor.digest());
        Descriptor best = null;
        var bestVariant = "";
        for (var candidate : nested.manifests()) {
            if (!store.contains(candidate.digest())) continue;
            var platform = candidate.platform();
            if (platform == null) {
                var chosen = choose(candidate, platforms, depth + 1);
                if (best == null && chosen.isPresent()) best = chosen.get();
                continue;
            }
            if (platform.os().equals("unknown")) continue;
            platforms.add(platform.toString());
            if (!platform.runsOn(host)) continue;
            if (best == null || platform.variant().compareTo(bestVariant) > 0) {
                best = bare(candidate);
                bestVariant = platform.variant();
            }
        }
        return Optional.ofNullable(best);
    }

    private static Descriptor bare(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    // The full name that containerd and Docker write, or the reference name when it is more than a
    // tag: skopeo writes there what the user typed.
    private static Optional<ImageReference> name(Descriptor descriptor) {
        var full = descriptor.annotations().get(NAME);
        if (full != null) return Optional.of(ImageReference.parse(full));
        var reference = descriptor.annotations().getOrDefault(REF_NAME, "");
        if (reference.indexOf(':') < 0 && reference.indexOf('/') < 0) return Optional.empty();
        return Optional.of(ImageReference.parse(reference));
    }

    private ImageIndex parse(byte[] index) {
        return ManifestJson.index(index, MediaType.OCI_INDEX, "index.json");
    }

    private Manifest manifest(Descriptor descriptor) throws IOException {
        return ManifestJson.manifest(
                read(descriptor), descriptor.mediaType(), "manifest " + descriptor.digest());
    }

    private byte[] read(Descriptor descriptor) throws IOException {
        require(descriptor);
        int limit =
                MediaType.isConfig(descriptor.mediaType())
                        ? ConfigJson.SIZE_LIMIT
                        : ManifestJson.SIZE_LIMIT;
        return store.read(descriptor, limit);
    }

    private void require(Descriptor descriptor) {
        // What lies in the store from other images counts as well: held, it stays.
        hold.hold(descriptor.digest());
        if (!store.contains(descriptor.digest())) {
            throw new InvalidInput(
                    FaultCode.IMAGE_ARCHIVE_INVALID, "it has no blob " + descriptor.digest());
        }
    }
}
