package dev.caisson.front.buildkit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a front end is given.
///
/// @param id name of a result in its job; empty for none
/// @param metadata answers to what was asked
/// @param linked how another target names it; null for none
record Solved(String id, Map<String, byte[]> metadata, @Nullable LinkedResult linked) {
    Solved {
        metadata = Map.copyOf(metadata);
    }
}
