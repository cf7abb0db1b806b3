package dev.caisson.image.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// `manifest.json` of a Docker archive. Source: moby image/spec/v1.2.md.
public final class ArchiveJson {
    private static final int SIZE_LIMIT = 8 << 20;

    private ArchiveJson() {}

    /// One image of `manifest.json`.
    ///
    /// @param config path in the archive
    /// @param repoTags null when it says nothing
    /// @param layers paths in the archive, the lowest first
    public record Item(String config, @Nullable List<String> repoTags, List<String> layers) {
        public Item {
            repoTags = repoTags == null ? null : List.copyOf(repoTags);
            layers = List.copyOf(layers);
        }
    }

    public static List<Item> readManifest(byte[] bytes) {
        // The document is a list; wrapped, it can be read like all the others.
        var wrapped = wrap(bytes);
        var items = new ArrayList<Item>();
        for (var object : Document.parse(wrapped, "manifest.json", SIZE_LIMIT).objects("items")) {
            var layers = object.strings("Layers");
            items.add(
                    new Item(
                            object.requiredString("Config"),
                            object.strings("RepoTags"),
                            layers == null ? List.of() : layers));
        }
        return items;
    }

    private static byte[] wrap(byte[] bytes) {
        if (bytes.length > SIZE_LIMIT - 16) {
            throw new InvalidInput(
                    FaultCode.IMAGE_LIMIT_EXCEEDED, "manifest.json", SIZE_LIMIT, bytes.length);
        }
        var wrapped = new byte[bytes.length + 10];
        System.arraycopy("{\"items\":".getBytes(US_ASCII), 0, wrapped, 0, 9);
        System.arraycopy(bytes, 0, wrapped, 9, bytes.length);
        wrapped[bytes.length + 9] = '}';
        return wrapped;
    }

    public static byte[] writeManifest(List<Item> items) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var item : items) {
            var node = array.addObject();
            node.put("Config", item.config());
            var tags = item.repoTags();
            if (tags == null) {
                node.putNull("RepoTags");
            } else {
                var list = node.putArray("RepoTags");
                tags.forEach(list::add);
            }
            var layers = node.putArray("Layers");
            item.layers().forEach(layers::add);
        }
        return Document.JSON.writeValueAsBytes(array);
    }
}
