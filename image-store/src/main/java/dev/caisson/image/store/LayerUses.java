package dev.caisson.image.store;

import dev.caisson.image.Digest;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageStore.LayerUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which images stand on which layers.
final class LayerUses {
    private LayerUses() {}

    static List<LayerUse> of(Inventory inventory) throws IOException {
        var users = new HashMap<Digest, Set<ImageId>>();
        for (var target : inventory.documents().of(inventory.catalogue()).values()) {
            for (var image : target.images()) {
                for (var layer : image.diffIds()) {
                    users.computeIfAbsent(layer, _ -> new TreeSet<>()).add(image.id());
                }
            }
        }
        return uses(inventory, users);
    }

    private static List<LayerUse> uses(Inventory inventory, Map<Digest, Set<ImageId>> users)
            throws IOException {
        var uses = new ArrayList<LayerUse>();
        for (var layer : inventory.layers().all()) {
            var by = users.getOrDefault(layer.diffId(), Set.of());
            uses.add(new LayerUse(layer.diffId(), layer.size(), by));
        }
        return uses;
    }
}
