package dev.caisson.build.remote;

import dev.caisson.build.RemoteTarget;
import dev.caisson.image.Descriptor;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.MediaType;
import dev.caisson.image.json.LayoutJson;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An OCI layout as a tar, for a client that unpacks it.
final class LayoutTarget implements RemoteTarget {
    private static final int PIECE = 1 << 16;

    private final TarWriter tar;
    private final String tag;
    private final Set<Descriptor> there = new HashSet<>();

    LayoutTarget(OutputStream out, String tag) throws IOException {
        tar = new TarWriter(out);
        this.tag = tag;
        for (var directory : List.of("blobs/", "blobs/sha256/")) {
            tar.begin(entry(TarEntry.EntryType.DIRECTORY, directory, 0));
        }
    }

    @Override
    public void blob(Descriptor blob, Content content) throws IOException {
        if (!there.add(blob.bare())) return;
        try (var in = content.open(0, blob.size())) {
            file(path(blob), in, blob.size());
        }
    }

    @Override
    public void manifest(Descriptor manifest, byte[] content) throws IOException {
        file(path(manifest), content);
        var named = manifest.withAnnotations(Map.of(LayoutContent.TAG, tag));
        var index = new ImageIndex(MediaType.OCI_INDEX, List.of(named), Map.of());
        file("index.json", ManifestJson.write(index));
        file("oci-layout", LayoutJson.write());
    }

    private static String path(Descriptor blob) {
        return "blobs/" + blob.digest().algorithm().prefix() + "/" + blob.digest().hex();
    }

    private void file(String path, byte[] content) throws IOException {
        file(path, new ByteArrayInputStream(content), content.length);
    }

    private void file(String path, InputStream in, long size) throws IOException {
        tar.begin(entry(TarEntry.EntryType.FILE, path, size));
        var piece = new byte[PIECE];
        for (int count; (count = in.read(piece)) > 0; ) tar.content(piece, 0, count);
    }

    private static TarEntry entry(TarEntry.EntryType type, String path, long size) {
        int mode = type == TarEntry.EntryType.DIRECTORY ? 0755 : 0644;
        return TarEntry.plain(type, new RawText(path), mode, size);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
