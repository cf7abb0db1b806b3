package dev.caisson.image.archive;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ArchiveJson;
import dev.caisson.image.json.LayoutJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Writes images as a tar that is an OCI image layout and a Docker archive at once.
public final class ArchiveWriter {
    private static final String BLOBS = "blobs/";

    private final BlobStore store;

    public ArchiveWriter(BlobStore store) {
        this.store = store;
    }

    /// An image to write.
    ///
    /// @param descriptor of its manifest, or of the index that has it
    /// @param manifest for readers that know but one image of a name
    /// @param blobs all that is written of it
    /// @param names it gets in the archive, perhaps none
    public record Item(
            Descriptor descriptor,
            Manifest manifest,
            List<Descriptor> blobs,
            List<ImageReference> names) {
        public Item {
            blobs = List.copyOf(blobs);
            names = List.copyOf(names);
        }
    }

    /// @param out is not closed
    public void write(List<Item> items, OutputStream out) throws IOException {
        var tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        directory(tar, "blobs/");
        var blobs = blobs(items);
        for (var algorithm : DigestAlgorithm.values()) {
            boolean isUsed = blobs.keySet().stream().anyMatch(one -> one.algorithm() == algorithm);
            if (isUsed) directory(tar, BLOBS + algorithm.prefix() + "/");
        }
        for (var blob : blobs.entrySet()) {
            begin(tar, path(blob.getKey()), blob.getValue());
            try (var in = store.open(blob.getKey())) {
                in.transferTo(tar);
            }
            tar.closeArchiveEntry();
        }
        file(tar, "index.json", index(items));
        file(tar, "manifest.json", manifest(items));
        file(tar, "oci-layout", LayoutJson.write());
        tar.finish();
        tar.flush();
    }

    private static Map<Digest, Long> blobs(List<Item> items) {
        var blobs = new TreeMap<Digest, Long>();
        for (var item : items) {
            for (var blob : item.blobs()) blobs.put(blob.digest(), blob.size());
        }
        return blobs;
    }

    private static byte[] index(List<Item> items) {
        var descriptors = new ArrayList<Descriptor>();
        for (var item : items) {
            var bare = item.descriptor().withAnnotations(Map.of());
            if (item.names().isEmpty()) descriptors.add(bare);
            for (var name : item.names()) {
                var annotations = new HashMap<String, String>();
                annotations.put("io.containerd.image.name", name.toString());
                name.tagOrDefault()
                        .ifPresent(
                                tag -> annotations.put("org.opencontainers.image.ref.name", tag));
                descriptors.add(bare.withAnnotations(annotations));
            }
        }
        return ManifestJson.write(new ImageIndex(MediaType.OCI_INDEX, descriptors, Map.of()));
    }

    private static byte[] manifest(List<Item> items) {
        var written = new ArrayList<ArchiveJson.Item>();
        for (var item : items) {
            var tags = item.names().stream().map(ImageReference::familiar).toList();
            written.add(
                    new ArchiveJson.Item(
                            path(item.manifest().config()),
                            tags.isEmpty() ? null : tags,
                            item.manifest().layers().stream().map(ArchiveWriter::path).toList()));
        }
        return ArchiveJson.writeManifest(written);
    }

    private static String path(Descriptor descriptor) {
        return path(descriptor.digest());
    }

    private static String path(Digest digest) {
        return BLOBS + digest.algorithm().prefix() + "/" + digest.hex();
    }

    private static void directory(TarArchiveOutputStream tar, String name) throws IOException {
        var entry = new TarArchiveEntry(name);
        settle(entry, 0755);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        begin(tar, name, content.length);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void begin(TarArchiveOutputStream tar, String name, long size)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        settle(entry, 0644);
        tar.putArchiveEntry(entry);
    }

    private static void settle(TarArchiveEntry entry, int mode) {
        entry.setMode(mode);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
    }
}
