package dev.caisson.container.view;

import java.time.Instant;
import java.util.Map;

/// A secret, without its content.
public record SecretView(String id, String name, Instant created, Map<String, String> labels) {
    public SecretView {
        labels = Map.copyOf(labels);
    }
}
