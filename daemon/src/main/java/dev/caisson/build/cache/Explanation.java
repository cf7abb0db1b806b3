package dev.caisson.build.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says why a step was not found in the cache.
public final class Explanation {
    private Explanation() {}

    /// @return at least one line
    public static List<String> of(StepKey asked, BuildCache cache) {
        var nearest = cache.nearest(asked);
        if (nearest.isEmpty()) return List.of("no " + asked.kind() + " like it was made before");
        var before = byName(nearest.get().key());
        var now = byName(asked);
        var lines = new ArrayList<String>();
        for (var input : now.entrySet()) {
            var old = before.get(input.getKey());
            if (old == null) lines.add(input.getKey() + " is new");
            else if (!old.equals(input.getValue())) lines.add(input.getKey() + " has changed");
        }
        for (var name : before.keySet()) {
            if (!now.containsKey(name)) lines.add(name + " is gone");
        }
        // The same inputs in another order.
        if (lines.isEmpty()) lines.add("the order of its inputs has changed");
        return lines;
    }

    private static Map<String, String> byName(StepKey key) {
        var inputs = new LinkedHashMap<String, String>();
        for (var input : key.inputs()) inputs.put(input.name(), input.digest());
        return inputs;
    }
}
