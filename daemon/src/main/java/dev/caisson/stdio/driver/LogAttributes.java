package dev.caisson.stdio.driver;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which labels and variables of a container go with each message, and the tag. Docker's options
/// `labels`, `labels-regex`, `env`, `env-regex` and `tag`.
///
/// @param tag null when it was not given
public record LogAttributes(
        Set<String> labels,
        @Nullable Pattern labelPattern,
        Set<String> variables,
        @Nullable Pattern variablePattern,
        @Nullable LogTag tag) {
    public LogAttributes {
        labels = Set.copyOf(labels);
        variables = Set.copyOf(variables);
    }

    /// No attribute.
    public static LogAttributes none() {
        return new LogAttributes(Set.of(), null, Set.of(), null, null);
    }

    /// Those of one container, sorted by key, without the tag.
    public Map<String, String> of(LogSubject subject) {
        var chosen = new TreeMap<String, String>();
        subject.labels()
                .forEach(
                        (key, value) -> {
                            if (wanted(key, labels, labelPattern)) chosen.put(key, value);
                        });
        for (var variable : subject.environment()) {
            int equals = variable.indexOf('=');
            if (equals <= 0) continue;
            var key = variable.substring(0, equals);
            if (wanted(key, variables, variablePattern)) {
                chosen.put(key, variable.substring(equals + 1));
            }
        }
        return chosen;
    }

    /// The same and the tag, when one was asked for: what `json-file` writes and `logs --details`
    /// shows.
    public Map<String, String> withTag(LogSubject subject) {
        var chosen = new TreeMap<>(of(subject));
        if (tag != null) chosen.put("tag", tag.of(subject));
        return chosen;
    }

    /// The tag, Docker's default being the short id.
    String tagOf(LogSubject subject) {
        return tag == null ? subject.id().shortForm() : tag.of(subject);
    }

    private static boolean wanted(String key, Set<String> keys, @Nullable Pattern pattern) {
        return keys.contains(key) || pattern != null && pattern.matcher(key).find();
    }
}
