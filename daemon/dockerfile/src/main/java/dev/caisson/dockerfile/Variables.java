package dev.caisson.dockerfile;

import java.util.Map;
import java.util.Optional;

/// The values that [Word#expand] puts in.
@FunctionalInterface
public interface Variables {
    /// @return empty when the variable is not set
    Optional<String> value(String name);

    static Variables of(Map<String, String> values) {
        return name -> Optional.ofNullable(values.get(name));
    }

    static Variables none() {
        return _ -> Optional.empty();
    }
}
