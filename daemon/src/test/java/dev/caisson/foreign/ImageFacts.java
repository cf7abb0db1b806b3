package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is compared of an image that engines build.
///
/// @param history the newest first
/// @param files their modes, owners, sizes and digests, by name
record ImageFacts(JsonNode config, List<String> history, Map<String, String> files) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Of an image that the client's engine has.
    static ImageFacts of(DockerCli client, String image) throws IOException {
        var config = client.ok("image", "inspect", "-f", "{{json .Config}}", image);
        var history =
                client.ok(
                        "history",
                        "--no-trunc",
                        "--format",
                        "{{.CreatedBy}} ({{.Comment}})",
                        image);
        return new ImageFacts(
                withoutEmpty(JSON.readTree(config)),
                history.lines().toList(),
                files(client, image));
    }

    /// Engines differ in what they write of what is not there.
    private static JsonNode withoutEmpty(JsonNode config) {
        var object = (ObjectNode) config;
        for (var name : List.copyOf(new TreeSet<>(object.propertyNames()))) {
            var value = object.get(name);
            boolean empty =
                    value.isNull()
                            || value.isContainer() && value.isEmpty()
                            || value.isBoolean() && !value.asBoolean()
                            || value.isString() && value.asString().isEmpty();
            if (empty) object.remove(name);
        }
        return object;
    }

    private static Map<String, String> files(DockerCli client, String image) throws IOException {
        var tar = Files.createTempFile("caisson-", ".tar");
        var container = client.ok("create", image, "none");
        try {
            client.ok("export", "-o", tar.toString(), container);
            return ImageFiles.of(tar);
        } finally {
            client.ok("rm", container);
            Files.delete(tar);
        }
    }
}
