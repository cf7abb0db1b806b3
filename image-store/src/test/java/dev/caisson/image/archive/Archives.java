package dev.caisson.image.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Digest;
import dev.caisson.image.layer.Tars;
import java.util.ArrayList;
import java.util.List;

/// Builds image archives for tests.
public final class Archives {
    private Archives() {}

    /// The configuration of an image with these layers, uncompressed digests.
    public static byte[] config(String more, Digest... diffIds) {
        var ids = new ArrayList<String>();
        for (var diffId : diffIds) ids.add("\"" + diffId + "\"");
        return ("{\"created\":\"2024-05-06T07:08:09.123456789Z\",\"architecture\":\"amd64\","
                        + "\"os\":\"linux\",\"config\":{"
                        + more
                        + "},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                        + String.join(",", ids)
                        + "]}}")
                .getBytes(UTF_8);
    }

    /// A classic archive as `docker save` wrote it before version 25: layers, configuration,
    /// manifest last.
    ///
    /// @param layers as they are in the archive, perhaps compressed
    public static byte[] docker(byte[] config, String tags, List<byte[]> layers) {
        var tar = new Tars();
        var paths = new ArrayList<String>();
        for (int i = 0; i < layers.size(); i++) {
            tar.directory("layer" + i);
            tar.file("layer" + i + "/VERSION", "1.0");
            tar.file("layer" + i + "/layer.tar", layers.get(i));
            paths.add("\"layer" + i + "/layer.tar\"");
        }
        var name = Tars.digest(config).hex() + ".json";
        tar.file(name, config);
        tar.file(
                "manifest.json",
                "[{\"Config\":\""
                        + name
                        + "\",\"RepoTags\":"
                        + tags
                        + ",\"Layers\":["
                        + String.join(",", paths)
                        + "]}]");
        return tar.bytes();
    }
}
