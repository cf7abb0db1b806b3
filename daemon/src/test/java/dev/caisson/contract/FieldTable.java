package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The fields of requests, from two resources: their names as the OpenAPI file has them, and a line
/// for each with an example and what becomes of it.
final class FieldTable {
    /// The parent of control groups that lines ask for; nobody's to remove but the test's.
    static final String CGROUP_PARENT = "caisson-fields";

    private static final JsonMapper JSON = JsonMapper.shared();

    private FieldTable() {}

    /// @param path such as `HostConfig.Mounts.Target`
    /// @param document part of a request in which the field has a value
    /// @param outcome `same`, `refused …`, …
    record Field(String path, String document, String outcome) {
        JsonNode json() {
            return JSON.readTree(document.replace("DISK", disk()));
        }

        /// Of a section: what follows its name.
        String within(String section) {
            assertThat(path).startsWith(section + ".");
            return path.substring(section.length() + 1);
        }

        @Override
        public String toString() {
            return path + " (" + outcome + ")";
        }
    }

    static List<Field> fields() {
        return lines("container-fields.txt").stream()
                .map(line -> line.split(" ~ ", -1))
                .map(parts -> new Field(parts[0], parts[1], parts[2]))
                .toList();
    }

    static List<String> names() {
        return lines("field-names.txt");
    }

    /// The value at a path; of a list the first, of a map by other names its only one.
    static JsonNode at(JsonNode document, String path) {
        var node = document;
        for (var name : path.split("\\.", -1)) {
            if (node.isArray()) node = node.path(0);
            if (node.isObject() && !node.has(name) && node.size() == 1) {
                node = node.values().iterator().next();
            }
            node = node.path(name);
        }
        return node;
    }

    static List<String> lines(String resource) {
        try (var in = FieldTable.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Some disk of the host, for limits of its use.
    private static String disk() {
        try (var disks = Files.list(Path.of("/sys/block"))) {
            return disks.map(disk -> "/dev/" + disk.getFileName())
                    .filter(disk -> Files.exists(Path.of(disk)))
                    .findFirst()
                    .orElse("/dev/sda");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
