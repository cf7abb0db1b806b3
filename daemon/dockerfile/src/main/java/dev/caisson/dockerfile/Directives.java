package dev.caisson.dockerfile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parser directives at the top of a Dockerfile.
///
/// @param syntax the front end it asks for; this parser reads it anyway
/// @param escape backslash or backtick
public record Directives(@Nullable String syntax, char escape, Checks checks) {
    private static final Pattern DIRECTIVE =
            Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");

    /// Of `# check=`.
    ///
    /// @param skip rules that are not applied
    /// @param skipAll whether none is
    /// @param error whether a warning fails the build
    /// @param experimental experimental rules that are applied too
    public record Checks(
            Set<LintRule> skip, boolean skipAll, boolean error, Set<LintRule> experimental) {
        public Checks {
            skip = Set.copyOf(skip);
            experimental = Set.copyOf(experimental);
        }

        public static Checks defaults() {
            return new Checks(Set.of(), false, false, Set.of());
        }

        /// @param text `skip=A,B;error=true;experimental=all`, also of the argument
        ///     BUILDKIT_DOCKERFILE_CHECK
        /// @return empty when it is no such text
        public static Optional<Checks> parse(String text) {
            var skip = new HashSet<LintRule>();
            var experimental = new HashSet<LintRule>();
            boolean skipAll = false;
            boolean error = false;
            for (var part : text.split(";", -1)) {
                int equals = part.indexOf('=');
                if (equals < 0) return Optional.empty();
                var value = part.substring(equals + 1).strip();
                switch (part.substring(0, equals).strip()) {
                    case "skip" -> {
                        if (value.equalsIgnoreCase("all")) skipAll = true;
                        else skip.addAll(rules(value));
                    }
                    case "experimental" -> experimental.addAll(rules(value));
                    case "error" -> {
                        if (!value.matches("true|false|1|0")) return Optional.empty();
                        error = value.equals("true") || value.equals("1");
                    }
                    default -> {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(new Checks(skip, skipAll, error, experimental));
        }

        /// Unknown names may be rules of a newer version: they are not an error.
        private static Set<LintRule> rules(String names) {
            var rules = new HashSet<LintRule>();
            if (names.equalsIgnoreCase("all")) return Set.of(LintRule.values());
            for (var name : names.split(",", -1))
                LintRule.named(name.strip()).ifPresent(rules::add);
            return rules;
        }
    }

    /// Reads them from the first lines; a line that is none ends them.
    ///
    /// @throws dev.caisson.fault.InvalidInput one twice, or an escape character that is none
    static Directives of(Source source) {
        Map<String, String> found = new HashMap<>();
        char escape = '\\';
        var checks = Checks.defaults();
        int number = 0;
        for (var line : source.lines()) {
            number++;
            if (number == 1 && line.startsWith("#!")) continue;
            var match = DIRECTIVE.matcher(line);
            if (!match.matches()) break;
            var key = match.group(1).toLowerCase(Locale.ROOT);
            var value = match.group(2);
            if (!Set.of("syntax", "escape", "check").contains(key)) break;
            if (found.put(key, value) != null) {
                throw source.error(
                        number,
                        0,
                        line.length(),
                        "only one " + key + " parser directive can be used");
            }
            // Behind a line for a shell BuildKit no longer asks which character escapes.
            boolean first = !source.lines().getFirst().startsWith("#!");
            if (key.equals("escape") && first) {
                if (!value.equals("\\") && !value.equals("`")) {
                    throw source.error(
                            number,
                            match.start(2),
                            value.length(),
                            "invalid escape token '" + value + "' does not match ` or \\");
                }
                escape = value.charAt(0);
            }
            if (key.equals("check")) {
                int at = number;
                checks =
                        Checks.parse(value)
                                .orElseThrow(
                                        () ->
                                                source.error(
                                                        at,
                                                        match.start(2),
                                                        value.length(),
                                                        "invalid check directive: skip=RULE,…,"
                                                                + " error=true|false and"
                                                                + " experimental=RULE,… are known"));
            }
        }
        return new Directives(found.get("syntax"), escape, checks);
    }
}
