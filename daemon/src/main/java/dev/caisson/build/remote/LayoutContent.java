package dev.caisson.build.remote;

import dev.caisson.build.RemoteContent;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// An OCI layout in a tree that a client has sent. Source: image-spec image-layout.md.
public final class LayoutContent implements RemoteContent {
    static final String TAG = "org.opencontainers.image.ref.name";

    private final TreeView tree;
    private final String which;

    /// @param which the tag or the digest of what is meant; empty for all there is
    public LayoutContent(TreeView tree, String which) {
        this.tree = tree;
        this.which = which;
    }

    @Override
    public Document top() throws IOException {
        var bytes = tree.read("/index.json", ManifestJson.SIZE_LIMIT).orElseThrow(this::missing);
        if (which.isEmpty()) return new Document(MediaType.OCI_INDEX, bytes);
        var index = ManifestJson.index(bytes, MediaType.OCI_INDEX, "index.json");
        for (var one : index.manifests()) {
            if (isMeant(one)) {
                return new Document(one.mediaType(), document(one, ManifestJson.SIZE_LIMIT));
            }
        }
        if (which.indexOf(':') > 0) {
            // Not every manifest is in the index.
            var digest = Digest.parse(which);
            var found = read(digest, ManifestJson.SIZE_LIMIT).orElseThrow(this::missing);
            return new Document("", found);
        }
        throw missing();
    }

    private boolean isMeant(Descriptor one) {
        return which.equals(one.digest().toString()) || which.equals(one.annotations().get(TAG));
    }

    private NotFound missing() {
        return new NotFound(
                FaultCode.BUILD_SOURCE_MISSING,
                which.isEmpty() ? "index.json" : which,
                "the OCI layout");
    }

    private Optional<byte[]> read(Digest digest, int limit) throws IOException {
        return tree.read(path(digest), limit);
    }

    private static String path(Digest digest) {
        return "/blobs/" + digest.algorithm().prefix() + "/" + digest.hex();
    }

    @Override
    public byte[] document(Descriptor what, int limit) throws IOException {
        return read(what.digest(), limit)
                .orElseThrow(
                        () ->
                                new NotFound(
                                        FaultCode.BUILD_SOURCE_MISSING,
                                        what.digest(),
                                        "the OCI layout"));
    }

    @Override
    public InputStream open(Descriptor blob, long from) throws IOException {
        var path = path(blob.digest());
        var there = tree.find(path).filter(one -> one.kind() == TreeView.Kind.FILE);
        if (there.isEmpty()) {
            throw new NotFound(FaultCode.BUILD_SOURCE_MISSING, blob.digest(), "the OCI layout");
        }
        var in = tree.open(path);
        in.skipNBytes(from);
        return in;
    }
}
