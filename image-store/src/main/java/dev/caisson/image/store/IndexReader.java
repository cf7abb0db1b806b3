package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageManifest.Kind;
import dev.caisson.image.MediaType;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads an index and those nested in it, with what is here of their manifests.
final class IndexReader {
    private static final int NESTING_LIMIT = 4;

    /// Images and what is about them, of one index.
    private static final int MEMBERS_LIMIT = 1000;

    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    private final BlobStore blobs;
    private final StoredImages images;
    private final Set<Digest> kept;
    private final Map<Digest, Descriptor> indexes = new LinkedHashMap<>();
    private final Map<Digest, StoredTarget.Member> members = new LinkedHashMap<>();

    /// @param kept which manifests are here; empty when that is not known
    IndexReader(BlobStore blobs, StoredImages images, Set<Digest> kept) {
        this.blobs = blobs;
        this.images = images;
        this.kept = kept;
    }

    StoredTarget read(Descriptor index) throws IOException {
        walk(index, 0);
        var target =
                new StoredTarget(
                        index.bare(), List.copyOf(indexes.values()), List.copyOf(members.values()));
        if (target.images().isEmpty()) throw invalid(index, "no image of it is here");
        return target;
    }

    private void walk(Descriptor index, int depth) throws IOException {
        if (depth == NESTING_LIMIT) throw invalid(index, "indexes are nested too deep");
        if (indexes.putIfAbsent(index.digest(), index.bare()) != null) return;
        var what = "index " + index.digest();
        var content = blobs.read(index, ManifestJson.SIZE_LIMIT);
        for (var one : ManifestJson.index(content, index.mediaType(), what).manifests()) {
            if (MediaType.isIndex(one.mediaType())) {
                if (blobs.contains(one.digest())) walk(one, depth + 1);
            } else if (!members.containsKey(one.digest())) {
                if (members.size() == MEMBERS_LIMIT) throw invalid(index, "it is too large");
                members.put(one.digest(), member(one));
            }
        }
    }

    private static InvalidInput invalid(Descriptor index, String why) {
        return new InvalidInput(FaultCode.IMAGE_DOCUMENT_INVALID, "index " + index.digest(), why);
    }

    private StoredTarget.Member member(Descriptor one) throws IOException {
        boolean isHere = kept.isEmpty() ? isComplete(one) : kept.contains(one.digest());
        if (!isHere) return new StoredTarget.Member(one, kind(one), null, List.of());
        var parts = parts(one);
        if (!isImage(one, parts)) return new StoredTarget.Member(one, kind(one), null, parts);
        return new StoredTarget.Member(one, Kind.IMAGE, images.read(one), parts);
    }

    private List<Descriptor> parts(Descriptor manifest) throws IOException {
        var content = blobs.read(manifest, ConfigJson.SIZE_LIMIT);
        return ManifestJson.parts(content, manifest.mediaType(), "manifest " + manifest.digest());
    }

    private boolean isComplete(Descriptor manifest) throws IOException {
        if (!MediaType.isManifest(manifest.mediaType())) return false;
        if (!blobs.contains(manifest.digest())) return false;
        return parts(manifest).stream().allMatch(part -> blobs.contains(part.digest()));
    }

    private static boolean isImage(Descriptor manifest, List<Descriptor> parts) {
        return kind(manifest) == Kind.IMAGE && MediaType.isConfig(parts.getFirst().mediaType());
    }

    /// What it is by what the index says of it.
    private static Kind kind(Descriptor manifest) {
        if (manifest.annotations().containsKey(REFERENCE_TYPE)) return Kind.ATTESTATION;
        var platform = manifest.platform();
        return platform != null && platform.os().equals("unknown") ? Kind.UNKNOWN : Kind.IMAGE;
    }
}
