package dev.caisson.engine;

import java.time.Instant;

/// What of the build cache is meant.
final class CacheFilters {
    private final Filters filters;
    private final Instant now;

    CacheFilters(Filters filters, Instant now) {
        this.filters = filters;
        this.now = now;
    }

    boolean matches(Builds.Cached item) {
        for (var until : filters.of("until")) {
            if (!item.lastUsed().isBefore(Moments.parse(until, now))) return false;
        }
        var ids = filters.of("id");
        if (!ids.isEmpty() && ids.stream().noneMatch(item.id()::startsWith)) return false;
        var types = filters.of("type");
        if (!types.isEmpty() && !types.contains(item.type())) return false;
        var texts = filters.of("description");
        if (!texts.isEmpty() && texts.stream().noneMatch(item.description()::contains)) {
            return false;
        }
        if (!filters.of("inuse").isEmpty() && !item.inUse()) return false;
        // No record is a part of another one, none is shared, and none has labels.
        return filters.of("parent").isEmpty()
                && filters.of("shared").isEmpty()
                && filters.of("label").isEmpty();
    }
}
