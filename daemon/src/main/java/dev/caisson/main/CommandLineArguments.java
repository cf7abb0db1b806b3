package dev.caisson.main;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The daemon's command line, by directive; values are still text.
///
/// @param foreign flags of dockerd's that change nothing here, with the reason
/// @param configFile null when not given
record CommandLineArguments(
        Map<Directive, List<String>> values,
        Map<String, String> foreign,
        @Nullable String configFile,
        boolean help,
        boolean version) {
    private static final Map<String, String> SHORT =
            Map.of(
                    "H", "host",
                    "D", "debug",
                    "l", "log-level",
                    "p", "pidfile",
                    "G", "group",
                    "b", "bridge",
                    "s", "storage-driver");

    CommandLineArguments {
        values = Map.copyOf(values);
        foreign = Map.copyOf(foreign);
    }

    /// @throws OptionError as pflag words it
    static CommandLineArguments parse(String... arguments) {
        return new Parser(List.of(arguments)).parse();
    }

    private static final class Parser {
        private final List<String> arguments;
        private final Map<Directive, List<String>> values = new EnumMap<>(Directive.class);
        private final Map<String, String> foreign = new HashMap<>();
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
            return new CommandLineArguments(values, foreign, configFile, help, version);
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
                default -> named(written, name, value);
            }
        }

        private void named(String written, String name, @Nullable String value) {
            var directive = Directive.byFlag(name);
            if (directive.isEmpty()) {
                foreign(written, name, value);
                return;
            }
            boolean isSwitch = directive.get().takes() == Directive.Takes.FLAG;
            values.computeIfAbsent(directive.get(), _ -> new ArrayList<>())
                    .add(value(written, value, isSwitch));
        }

        private void foreign(String written, String name, @Nullable String value) {
            var key =
                    ForeignKey.ofFlag(name)
                            .orElseThrow(() -> new OptionError("unknown flag: --" + name));
            var given = value(written, value, key.isSwitch());
            if (!key.isHarmless(given)) {
                throw new OptionError(
                        "--" + name + "=" + given + " is not possible here: " + key.why());
            }
            foreign.put(name, key.why());
        }

        private String value(String written, @Nullable String value, boolean isSwitch) {
            if (value != null) return value;
            return isSwitch ? "true" : following(written);
        }

        private String following(String flag) {
            if (next >= arguments.size()) {
                throw new OptionError("flag needs an argument: " + flag);
            }
            return arguments.get(next++);
        }
    }
}
