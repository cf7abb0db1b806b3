package dev.caisson.main;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The daemon's command line, by directive; values are still text.
///
/// @param configFile null when not given
record CommandLineArguments(
        Map<Directive, List<String>> values,
        @Nullable String configFile,
        boolean help,
        boolean version) {
    private static final Map<String, String> SHORT =
            Map.of("H", "host", "D", "debug", "l", "log-level", "p", "pidfile", "G", "group");

    CommandLineArguments {
        values = Map.copyOf(values);
    }

    /// @throws OptionError as pflag words it
    static CommandLineArguments parse(String... arguments) {
        return new Parser(List.of(arguments)).parse();
    }

    private static final class Parser {
        private final List<String> arguments;
        private final Map<Directive, List<String>> values = new EnumMap<>(Directive.class);
        private @Nullable String configFile;
        private boolean help;
        private boolean version;
        private int next;

        Parser(List<String> arguments) {
            this.arguments = arguments;
        }

        CommandLineArguments parse() {
            while (next < arguments.size()) {
                var argument = arguments.get(next++);
                if (argument.startsWith("--") && argument.length() > 2) {
                    flag(argument, argument.substring(2));
                } else if (argument.startsWith("-") && argument.length() > 1) {
                    shortFlag(argument);
                } else {
                    throw new OptionError(
                            "\"caissond\" accepts no arguments, got \"" + argument + "\"");
                }
            }
            return new CommandLineArguments(values, configFile, help, version);
        }

        private void shortFlag(String argument) {
            var letter = argument.substring(1, 2);
            if (letter.equals("h")) help = true;
            else if (letter.equals("v")) version = true;
            else {
                var name = SHORT.get(letter);
                if (name == null) {
                    throw new OptionError(
                            "unknown shorthand flag: '" + letter + "' in " + argument);
                }
                var rest = argument.substring(2);
                if (rest.startsWith("=")) rest = rest.substring(1);
                flag(argument, rest.isEmpty() ? name : name + "=" + rest);
            }
        }

        private void flag(String written, String text) {
            int equals = text.indexOf('=');
            var name = equals < 0 ? text : text.substring(0, equals);
            var value = equals < 0 ? null : text.substring(equals + 1);
            switch (name) {
                case "help" -> help = true;
                case "version" -> version = true;
                case "config-file" -> configFile = value == null ? following(written) : value;
                default -> {
                    var directive =
                            Directive.byFlag(name)
                                    .orElseThrow(() -> new OptionError("unknown flag: --" + name));
                    if (value == null) {
                        value =
                                directive.takes() == Directive.Takes.FLAG
                                        ? "true"
                                        : following(written);
                    }
                    values.computeIfAbsent(directive, _ -> new ArrayList<>()).add(value);
                }
            }
        }

        private String following(String flag) {
            if (next >= arguments.size()) {
                throw new OptionError("flag needs an argument: " + flag);
            }
            return arguments.get(next++);
        }
    }
}
