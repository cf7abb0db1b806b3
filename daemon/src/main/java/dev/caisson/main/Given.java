package dev.caisson.main;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was said of each directive, by flags or in the configuration file.
record Given(Map<Directive, List<String>> values) {
    Given {
        values = Map.copyOf(values);
    }

    /// The last that was said.
    Optional<String> text(Directive directive) {
        var given = values.get(directive);
        return given == null || given.isEmpty() ? Optional.empty() : Optional.of(given.getLast());
    }

    List<String> texts(Directive directive) {
        return values.getOrDefault(directive, List.of());
    }

    boolean flag(Directive directive, boolean otherwise) {
        var text = text(directive).orElse(Boolean.toString(otherwise));
        return switch (text) {
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default ->
                    throw new OptionError(
                            "invalid argument \""
                                    + text
                                    + "\" for \"--"
                                    + directive.flag()
                                    + "\" flag");
        };
    }

    /// A value that is not understood, as pflag words it.
    static OptionError invalid(Directive directive, String value, String why) {
        return new OptionError(
                "invalid argument \""
                        + value
                        + "\" for \"--"
                        + directive.flag()
                        + "\" flag: "
                        + why);
    }
}
