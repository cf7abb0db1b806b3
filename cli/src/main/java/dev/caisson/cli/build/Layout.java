package dev.caisson.cli.build;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.tar.FileTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One manifest of an OCI layout on this machine, sent with all that it leads to. Source:
/// image-spec image-layout.md.
///
/// @param top its entry in the index
record Layout(Path directory, Map<String, @Nullable Object> top) {
    static final String TAG = "org.opencontainers.image.ref.name";
    static final String INDEX = "index.json";

    private static final Pattern DIGEST =
            Pattern.compile("(sha256|sha512):([0-9a-f]{64}|[0-9a-f]{128})");
    private static final int DOCUMENT = 16 << 20;
    private static final int DEPTH = 6;

    /// @param tag of what is meant, when there is no digest
    /// @param digest may be empty
    /// @throws UsageError when there is none
    static Layout of(Path directory, String tag, String digest) {
        var index = new ArrayList<String>();
        for (var entry : entries(directory)) {
            var name = Json.text(entry, "annotations", TAG);
            boolean meant =
                    digest.isEmpty() ? name.equals(tag) : Json.text(entry, "digest").equals(digest);
            if (meant) return new Layout(directory, Json.object(entry));
            index.add(name.isEmpty() ? Json.text(entry, "digest") : name);
        }
        throw new UsageError(
                directory
                        + " has no "
                        + (digest.isEmpty() ? tag : digest)
                        + (index.isEmpty() ? "" : ", only " + String.join(", ", index)));
    }

    /// What is in the index of a layout.
    private static List<@Nullable Object> entries(Path directory) {
        try {
            var index = Json.parse(Files.readAllBytes(directory.resolve(INDEX)));
            return Json.list(Json.at(index, "manifests"));
        } catch (NoSuchFileException none) {
            throw new UsageError(directory + " is no OCI layout: it has no " + INDEX);
        } catch (IOException broken) {
            throw new UsageError(
                    directory + " cannot be read as an OCI layout: " + broken.getMessage());
        }
    }

    /// The index of a layout with its entries and, in the place of one of the same tag, another's.
    ///
    /// @param before the index that was there; null for none
    static byte[] merged(byte @Nullable [] before, byte[] added) throws IOException {
        var index = Json.parse(added);
        var entries = new ArrayList<@Nullable Object>();
        var tags = new HashSet<String>();
        var fresh = Json.list(Json.at(index, "manifests"));
        for (var entry : fresh) tags.add(Json.text(entry, "annotations", TAG));
        if (before != null) {
            for (var entry : Json.list(Json.at(Json.parse(before), "manifests"))) {
                if (!tags.contains(Json.text(entry, "annotations", TAG))) entries.add(entry);
            }
        }
        entries.addAll(fresh);
        var merged = new HashMap<>(Json.object(index));
        merged.put("manifests", entries);
        return Json.write(merged);
    }

    void send(OutputStream out) throws IOException {
        try (var tar = new FileTar(out, FileTar.Detail.CONTENT)) {
            var index = new HashMap<String, @Nullable Object>();
            index.put("schemaVersion", 2);
            index.put("mediaType", "application/vnd.oci.image.index.v1+json");
            index.put("manifests", List.of(top));
            tar.add(INDEX, Json.write(index));
            send(tar, top, new HashSet<>(), 0);
        }
    }

    /// What is not there, such as the image of another platform, is not sent.
    private void send(FileTar tar, @Nullable Object descriptor, Set<String> sent, int depth)
            throws IOException {
        var digest = DIGEST.matcher(Json.text(descriptor, "digest"));
        if (!digest.matches() || depth > DEPTH || !sent.add(digest.group())) return;
        var path = "blobs/" + digest.group(1) + "/" + digest.group(2);
        var file = directory.resolve(path);
        if (!Files.isRegularFile(file)) return;
        tar.add(path, file.toRealPath());
        var type = Json.text(descriptor, "mediaType");
        boolean document = depth == 0 || type.contains("manifest") || type.contains("image.index");
        if (!document || Files.size(file) > DOCUMENT) return;
        var content = Json.parse(Files.readAllBytes(file));
        var parts = new ArrayList<@Nullable Object>();
        parts.addAll(Json.list(Json.at(content, "manifests")));
        parts.add(Json.at(content, "config"));
        parts.addAll(Json.list(Json.at(content, "layers")));
        for (var part : parts) send(tar, part, sent, depth + 1);
    }
}
