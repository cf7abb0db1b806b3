package dev.caisson.image.archive;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the images of an archive.
///
/// `manifest.json` leads where it exists, because it alone has the names Docker's users know; the
/// OCI index beside it then contributes the original manifests and indexes, and what has no
/// configuration there. A bare OCI layout is read by its index.
public final class ImageArchive {
    private static final String NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final BlobStore store;
    private final BlobStore.Hold hold;
    private final @Nullable Platform wanted;

    /// @param hold keeps everything that is read in, until the caller has put it into its index
    ///
    /// @param wanted of which alone images are taken; null for all platforms
    public ImageArchive(BlobStore store, BlobStore.Hold hold, @Nullable Platform wanted) {
        this.store = store;
        this.hold = hold;
        this.wanted = wanted;
    }

    /// What is in the blob store with all its parts.
    ///
    /// @param target a manifest, or an index
    /// @param kept of an index the manifests that are there; empty for a manifest
    public record Found(Descriptor target, Set<Digest> kept, List<ImageReference> names) {
        public Found {
            kept = Set.copyOf(kept);
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
        if (index != null)
            return found(targets(index).stream().filter(ArchivedTarget::isImage).toList());
        throw new InvalidInput(
                FaultCode.IMAGE_ARCHIVE_INVALID, "it has neither manifest.json nor index.json");
    }

    private List<Found> byManifest(
            ArchiveContents contents, byte[] manifest, byte @Nullable [] index) throws IOException {
        var originals = index == null ? List.<ArchivedTarget>of() : targets(index);
        var found = new ArrayList<Found>();
        var used = new HashSet<ArchivedTarget>();
        for (var item : ArchiveJson.readManifest(manifest)) {
            var names = new ArrayList<ImageReference>();
            var tags = item.repoTags();
            if (tags != null) tags.forEach(tag -> names.add(ImageReference.parse(tag)));
            var config = contents.blob(item.config());
            var layers = new ArrayList<Blob>();
            for (var path : item.layers()) layers.add(contents.blob(path));
            var original =
                    originals.stream().filter(one -> one.hasImage(config.digest())).findFirst();
            var target = original.isPresent() ? original.get() : made(config, layers);
            used.add(target);
            originals.stream()
                    .filter(one -> one.descriptor().equals(target.descriptor()))
                    .forEach(used::add);
            found.add(target.found(wanted, names));
        }
        var others =
                originals.stream().filter(one -> one.isImage() && !used.contains(one)).toList();
        found.addAll(found(others));
        return found;
    }

    // A classic Docker archive has no manifest in the registry's sense: it gets one.
    private ArchivedTarget made(Blob config, List<Blob> layers) throws IOException {
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
        return reader().read(new Descriptor(MediaType.OCI_MANIFEST, blob.digest(), blob.size()));
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

    private ArchivedTarget.Reader reader() {
        return new ArchivedTarget.Reader(store, hold);
    }

    private List<ArchivedTarget> targets(byte[] index) throws IOException {
        var targets = new ArrayList<ArchivedTarget>();
        for (var descriptor : parse(index).manifests()) {
            boolean isKnown =
                    MediaType.isManifest(descriptor.mediaType())
                            || MediaType.isIndex(descriptor.mediaType());
            if (isKnown) targets.add(reader().read(descriptor));
        }
        return targets;
    }

    // The same one under several names is several descriptors.
    private List<Found> found(List<ArchivedTarget> targets) {
        var names = new LinkedHashMap<Digest, List<ImageReference>>();
        var first = new LinkedHashMap<Digest, ArchivedTarget>();
        for (var target : targets) {
            var digest = target.descriptor().digest();
            if (!first.containsKey(digest)) first.put(digest, target);
            var known = names.computeIfAbsent(digest, _ -> new ArrayList<>());
            name(target.descriptor()).ifPresent(known::add);
        }
        var found = new ArrayList<Found>();
        first.forEach(
                (digest, target) ->
                        found.add(target.found(wanted, names.getOrDefault(digest, List.of()))));
        return found;
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
