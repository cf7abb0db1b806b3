package dev.caisson.front.buildkit;

import java.util.Map;

/// What a front end is given.
///
/// @param id name of a result in its job; empty for none
/// @param metadata answers to what was asked
record Solved(String id, Map<String, byte[]> metadata) {
    Solved {
        metadata = Map.copyOf(metadata);
    }
}
