package dev.caisson.engine;

import dev.caisson.engine.Upkeep.Use;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.storage.DiskAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which part of the data root is for what.
final class DataRoot implements DiskAccount.Purpose<Use> {
    private final Map<String, Use> layers = new HashMap<>();

    DataRoot(List<LayerUse> known) {
        for (var layer : known) {
            layers.put(
                    layer.diffId().hex(),
                    switch (layer.images().size()) {
                        case 0 -> Use.UNUSED_LAYERS;
                        case 1 -> Use.UNIQUE_LAYERS;
                        default -> Use.SHARED_LAYERS;
                    });
        }
    }

    @Override
    public Use of(List<String> names) {
        if (names.isEmpty()) return Use.OTHER;
        var second = names.size() > 1 ? names.get(1) : "";
        var third = names.size() > 2 ? names.get(2) : "";
        return switch (names.getFirst()) {
            case "images" ->
                    switch (second) {
                        case "blobs" -> Use.IMAGE_BLOBS;
                        case "ingest", "partial", "pulls" -> Use.TEMPORARY;
                        default -> Use.OTHER;
                    };
            case "layers" -> {
                if (second.startsWith(".")) yield Use.TEMPORARY;
                yield second.isEmpty() ? Use.OTHER : layers.getOrDefault(second, Use.UNUSED_LAYERS);
            }
            case "containers" -> {
                if (second.startsWith(".")) yield Use.TEMPORARY;
                yield third.equals("log") ? Use.LOGS : Use.CONTAINERS;
            }
            case "volumes" -> Use.VOLUMES;
            case "build-cache" -> Use.BUILD_CACHE;
            case "events" -> Use.EVENTS;
            case "networks" -> Use.NETWORKS;
            default -> Use.OTHER;
        };
    }
}
