package dev.caisson.dockerfile.ignore;

import dev.caisson.value.PathParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rules of a `.dockerignore`: of those that match a path or one of its parents, the last one
/// counts; `!` takes a path back in. Source: BuildKit's reference, moby patternmatcher.
public final class IgnoreRules {
    private static final int MAX_RULES = 10_000;

    private final List<Rule> rules;

    /// @param line in the file, from 1
    /// @param negated whether it takes back in
    /// @param text as written, without `!`, cleaned
    public record Rule(int line, boolean negated, String text, PathPattern pattern) {
        /// As it stands in the file, for explanations.
        @Override
        public String toString() {
            return (negated ? "!" : "") + text;
        }
    }

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    public static IgnoreRules none() {
        return new IgnoreRules(List.of());
    }

    /// @throws dev.caisson.fault.InvalidInput `PATH_PATTERN_INVALID`
    public static IgnoreRules parse(String text) {
        var rules = new ArrayList<Rule>();
        int number = 0;
        var bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (var line : bare.lines().limit(MAX_RULES).toList()) {
            number++;
            if (line.startsWith("#")) continue;
            var rule = line.strip();
            boolean negated = rule.startsWith("!");
            var path = String.join("/", PathParts.of(negated ? rule.substring(1).strip() : rule));
            if (path.isEmpty()) continue;
            rules.add(new Rule(number, negated, path, PathPattern.parseWithAnyParts(path)));
        }
        return new IgnoreRules(rules);
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /// The rules as they stand in the file, cleaned.
    public List<String> patterns() {
        return rules.stream().map(Rule::toString).toList();
    }

    /// Whether a path is left out.
    ///
    /// @param path relative to the context, `a/b`
    public boolean excludes(String path) {
        return deciding(path).map(rule -> !rule.negated()).orElse(false);
    }

    /// The rule that decides on a path.
    public Optional<Rule> deciding(String path) {
        Rule last = null;
        for (var rule : rules) {
            if (matchesItOrAParent(rule.pattern(), path)) last = rule;
        }
        return Optional.ofNullable(last);
    }

    /// Whether all beneath an excluded directory is excluded too, so that it need not be looked at:
    /// no later rule takes a path back in that could be there.
    public boolean mayHoldExceptions(String directory) {
        var prefix = directory + "/";
        for (var rule : rules) {
            if (!rule.negated()) continue;
            var text = rule.text();
            boolean literal = !PathPattern.isPattern(text);
            if (!literal || text.startsWith(prefix) || directory.startsWith(text + "/"))
                return true;
        }
        return false;
    }

    private static boolean matchesItOrAParent(PathPattern pattern, String path) {
        if (pattern.matches(path)) return true;
        for (int slash = path.lastIndexOf('/');
                slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            if (pattern.matches(path.substring(0, slash))) return true;
        }
        return false;
    }
}
