package dev.caisson.container.secret;

import java.time.Instant;
import java.util.Map;

/// What the file of a secret holds.
///
/// @param version of the format
/// @param sealed nonce and sealed content, in base64
public record StoredSecret(
        int version,
        String id,
        String name,
        Instant created,
        Map<String, String> labels,
        String sealed) {
    static final int VERSION = 1;

    public StoredSecret {
        labels = Map.copyOf(labels);
    }

    /// Without the content.
    @Override
    public String toString() {
        return "secret " + name;
    }
}
