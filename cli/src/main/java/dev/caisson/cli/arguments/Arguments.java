package dev.caisson.cli.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the user gave to a command.
///
/// @param values every value given to a flag, in order, under its long name
/// @param positional the arguments that are not flags, in order
public record Arguments(Map<String, List<String>> values, List<String> positional) {
    public Arguments {
        values = Map.copyOf(values);
        positional = List.copyOf(positional);
    }

    /// True when the flag was given, with whatever value.
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// The value of a boolean flag; false when it was not given.
    public boolean flag(String name) {
        return flag(name, false);
    }

    public boolean flag(String name, boolean fallback) {
        return string(name).map(Boolean::parseBoolean).orElse(fallback);
    }

    /// The last value given.
    public Optional<String> string(String name) {
        var given = values.get(name);
        return given == null ? Optional.empty() : Optional.of(given.getLast());
    }

    /// Every value given, in order.
    public List<String> list(String name) {
        return values.getOrDefault(name, List.of());
    }

    /// The last value given, as a number; it was checked when it was parsed.
    public Optional<Long> integer(String name) {
        return string(name).map(Long::parseLong);
    }

    public Optional<Double> decimal(String name) {
        return string(name).map(Double::parseDouble);
    }
}
