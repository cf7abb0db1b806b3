package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Image;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Holds images against filters. Sources: moby daemon/images/images.go, Go's path.Match.
final class FilterMatch {
    private final ImageFilters filters;
    private final List<Instant> before;
    private final List<Instant> since;
    private final List<Pattern> references;

    /// @param before when the images that `filters.before` names were made; `since` likewise
    FilterMatch(ImageFilters filters, List<Instant> before, List<Instant> since) {
        this.filters = filters;
        this.before = before;
        this.since = since;
        this.references = filters.references().stream().map(FilterMatch::pattern).toList();
    }

    /// The image as the filters show it: with only those names that match; empty when it does not
    /// match.
    Optional<Image> apply(Image image) {
        var dangling = filters.dangling();
        if (dangling != null && dangling != image.isDangling()) return Optional.empty();
        var until = filters.until();
        if (until != null && !image.created().isBefore(until)) return Optional.empty();
        if (!before.isEmpty() && before.stream().noneMatch(image.created()::isBefore)) {
            return Optional.empty();
        }
        if (!since.isEmpty() && since.stream().noneMatch(image.created()::isAfter)) {
            return Optional.empty();
        }
        var labels = image.config().defaults().labels();
        for (var wanted : filters.labels()) {
            if (!hasLabel(labels, wanted)) return Optional.empty();
        }
        for (var unwanted : filters.excludedLabels()) {
            if (hasLabel(labels, unwanted)) return Optional.empty();
        }
        if (references.isEmpty()) return Optional.of(image);
        var tags = image.tags().stream().filter(this::matches).toList();
        var digests = image.repoDigests().stream().filter(this::matches).toList();
        if (tags.isEmpty() && digests.isEmpty()) return Optional.empty();
        return Optional.of(image.withNames(tags, digests));
    }

    private boolean matches(ImageReference name) {
        for (var pattern : references) {
            if (pattern.matcher(name.familiar()).matches()) return true;
            if (pattern.matcher(name.familiarName()).matches()) return true;
        }
        return false;
    }

    private static boolean hasLabel(Map<String, String> labels, String wanted) {
        int equals = wanted.indexOf('=');
        if (equals < 0) return labels.containsKey(wanted);
        return wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }

    /// Go's path.Match as a regular expression: `*` and `?` stop at a slash.
    static Pattern pattern(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append("[^/]*");
                case '?' -> regex.append("[^/]");
                case '[' -> i = characters(glob, i, regex);
                case '\\' -> {
                    if (++i == glob.length()) throw malformed(glob);
                    regex.append(Pattern.quote(glob.substring(i, i + 1)));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString());
        } catch (PatternSyntaxException reversedRange) {
            throw malformed(glob);
        }
    }

    private static int characters(String glob, int open, StringBuilder regex) {
        int i = open + 1;
        boolean negated = i < glob.length() && glob.charAt(i) == '^';
        if (negated) i++;
        regex.append(negated ? "[^" : "[");
        int first = i;
        for (; i < glob.length() && (glob.charAt(i) != ']' || i == first); i++) {
            char c = glob.charAt(i);
            if (c == '\\' && ++i < glob.length()) c = glob.charAt(i);
            else if (c == '-' && i > first && i + 1 < glob.length() && glob.charAt(i + 1) != ']') {
                regex.append('-');
                continue;
            }
            if (!Character.isLetterOrDigit(c)) regex.append('\\');
            regex.append(c);
        }
        if (i >= glob.length()) throw malformed(glob);
        regex.append(']');
        return i;
    }

    private static InvalidInput malformed(String glob) {
        return new InvalidInput(
                FaultCode.IMAGE_REFERENCE_INVALID, "syntax error in pattern " + glob);
    }
}
