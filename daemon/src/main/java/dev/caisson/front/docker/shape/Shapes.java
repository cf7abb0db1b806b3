package dev.caisson.front.docker.shape;

import dev.caisson.front.docker.ApiVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The table of what is different for clients of older versions.
public final class Shapes {
    /// @param before minor of the first version that does not need it
    private record Shape(String kind, int before, Consumer<ObjectNode> change) {}

    private static final Map<String, List<Shape>> REQUESTS =
            table(
                    new Shape("create", 48, CreateShapes::withoutImageMounts),
                    new Shape("create", 45, CreateShapes::withoutVolumeSubpath),
                    new Shape("create", 44, CreateShapes::withPlainReadOnlyMounts),
                    new Shape("create", 44, CreateShapes::withOneEndpoint),
                    new Shape("create", 44, CreateShapes::withoutOptionsOf144),
                    new Shape("create", 43, CreateShapes::withoutAnnotations),
                    new Shape("create", 42, CreateShapes::withoutConsoleSize),
                    new Shape("create", 41, CreateShapes::inTheHostsCgroupNamespace),
                    new Shape("create", 40, CreateShapes::withShareableIpc),
                    new Shape("update", 40, tree -> tree.remove("PidsLimit")),
                    new Shape("exec", 42, tree -> tree.remove("ConsoleSize")),
                    new Shape("execStart", 42, tree -> tree.remove("ConsoleSize")));

    private static final Map<String, List<Shape>> ANSWERS =
            table(
                    new Shape("imageSummary", 51, tree -> tree.put("Containers", -1)),
                    new Shape("imageSummary", 48, tree -> tree.remove("Manifests")),
                    new Shape("imageSummary", 44, AnswerShapes::withVirtualSize),
                    new Shape("containers", 46, AnswerShapes::withoutAnnotations),
                    new Shape("image", 50, AnswerShapes::withWholeImageConfig),
                    new Shape("image", 48, tree -> tree.remove(List.of("Descriptor", "Manifests"))),
                    new Shape("image", 45, AnswerShapes::withContainerConfig),
                    new Shape("image", 44, AnswerShapes::withVirtualSize),
                    new Shape("info", 50, AnswerShapes::withBridgeFilters),
                    new Shape("info", 49, AnswerShapes::withExpectedCommits),
                    new Shape("info", 42, AnswerShapes::withKernelMemory),
                    new Shape("usage", 44, AnswerShapes::withVirtualSizes),
                    new Shape("usage", 42, tree -> tree.put("BuilderSize", 0)));

    private Shapes() {}

    /// Whether answers of this kind are changed at all for that version.
    public static boolean shapesAnswer(String kind, ApiVersion version) {
        return shapes(ANSWERS, kind, version);
    }

    /// What an older client sent, as a client of the newest version would have.
    public static JsonNode request(String kind, ApiVersion version, JsonNode document) {
        if (document instanceof ObjectNode tree) {
            for (var shape : REQUESTS.getOrDefault(kind, List.of()).reversed()) {
                if (version.isBefore(shape.before)) shape.change.accept(tree);
            }
        }
        return document;
    }

    /// What is answered to an older client: an object, or each of a list of them.
    public static JsonNode answer(String kind, ApiVersion version, JsonNode document) {
        if (document instanceof ArrayNode list) {
            for (var one : list) answer(kind, version, one);
        } else if (document instanceof ObjectNode tree) {
            for (var shape : ANSWERS.getOrDefault(kind, List.of())) {
                if (version.isBefore(shape.before)) shape.change.accept(tree);
            }
        }
        return document;
    }

    private static boolean shapes(Map<String, List<Shape>> table, String kind, ApiVersion version) {
        var shapes = table.get(kind);
        return shapes != null && version.isBefore(shapes.getFirst().before);
    }

    /// By kind, the newest first.
    private static Map<String, List<Shape>> table(Shape... shapes) {
        var sorted = new ArrayList<>(List.of(shapes));
        sorted.sort(Comparator.comparingInt(Shape::before).reversed());
        return sorted.stream().collect(Collectors.groupingBy(Shape::kind));
    }
}
