package dev.caisson.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Filters of a list, prune or events request: key to values, one of which must match.
public record Filters(Map<String, List<String>> values) {
    public Filters {
        values = Map.copyOf(values);
    }

    public static Filters none() {
        return new Filters(Map.of());
    }

    public List<String> of(String key) {
        return values.getOrDefault(key, List.of());
    }

    public Set<String> keys() {
        return values.keySet();
    }
}
