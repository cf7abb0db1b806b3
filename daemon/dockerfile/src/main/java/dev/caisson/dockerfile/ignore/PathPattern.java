package dev.caisson.dockerfile.ignore;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A pattern for paths with Go's rules (filepath.Match): `*` and `?` within one part of a path,
/// `[a-z]` and `[^a-z]`, a backslash before what means itself; and beyond Go `**` for any parts
/// where the creator allows it.
///
/// All states are walked at once: no pattern takes more than its length times the path's.
public final class PathPattern {
    private static final int MAX_LENGTH = 4096;

    private final String written;
    private final List<Step> steps;

    /// What takes a character, or any number of them.
    private sealed interface Step {}

    private record One(int character) implements Step {}

    private record AnyOne() implements Step {}

    private record Range(boolean negated, List<Integer> bounds) implements Step {
        boolean holds(int c) {
            boolean inside = false;
            for (int i = 0; i < bounds.size(); i += 2) {
                inside |= bounds.get(i) <= c && c <= bounds.get(i + 1);
            }
            return inside != negated;
        }
    }

    private record AnyText() implements Step {}

    /// Nothing, or what [WithinParts] takes.
    private record AnyParts() implements Step {}

    /// Any characters up to a slash.
    private record WithinParts() implements Step {}

    private record Everything() implements Step {}

    private PathPattern(String written, List<Step> steps) {
        this.written = written;
        this.steps = steps;
    }

    /// `**` means no more than `*`: COPY, ADD.
    ///
    /// @throws InvalidInput `PATH_PATTERN_INVALID`
    public static PathPattern parse(String pattern) {
        return parse(pattern, false);
    }

    /// `**` stands for any parts of a path: `.dockerignore`, `--exclude`.
    ///
    /// @throws InvalidInput `PATH_PATTERN_INVALID`
    public static PathPattern parseWithAnyParts(String pattern) {
        return parse(pattern, true);
    }

    /// Whether the text has a character that is special in a pattern.
    public static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
    }

    public boolean matches(String path) {
        var states = new BitSet(steps.size() + 1);
        states.set(0);
        closure(states);
        var characters = path.codePoints().toArray();
        for (int c : characters) {
            if (states.isEmpty()) return false;
            states = after(states, c);
        }
        return states.get(steps.size());
    }

    @Override
    public String toString() {
        return written;
    }

    private BitSet after(BitSet states, int c) {
        var next = new BitSet(steps.size() + 1);
        for (int s = states.nextSetBit(0);
                s >= 0 && s < steps.size();
                s = states.nextSetBit(s + 1)) {
            switch (steps.get(s)) {
                case One one when one.character() == c -> next.set(s + 1);
                case One _ -> {}
                case AnyOne _ -> {
                    if (c != '/') next.set(s + 1);
                }
                case Range range -> {
                    if (c != '/' && range.holds(c)) next.set(s + 1);
                }
                case AnyText _ -> {
                    if (c != '/') next.set(s);
                }
                case AnyParts _ -> {}
                case WithinParts _ -> {
                    next.set(s);
                    if (c == '/') next.set(s + 1);
                }
                case Everything _ -> next.set(s);
            }
        }
        closure(next);
        return next;
    }

    private void closure(BitSet states) {
        for (int s = states.nextSetBit(0);
                s >= 0 && s < steps.size();
                s = states.nextSetBit(s + 1)) {
            switch (steps.get(s)) {
                case AnyText _, Everything _ -> states.set(s + 1);
                case AnyParts _ -> states.set(s + 1, s + 3);
                case One _, AnyOne _, Range _, WithinParts _ -> {}
            }
        }
    }

    private static PathPattern parse(String pattern, boolean anyParts) {
        if (pattern.length() > MAX_LENGTH) throw invalid(pattern, "it is too long");
        var steps = new ArrayList<Step>();
        var text = pattern.codePoints().toArray();
        int at = 0;
        while (at < text.length) {
            int c = text[at++];
            switch (c) {
                case '*' -> {
                    boolean two = at < text.length && text[at] == '*';
                    while (at < text.length && text[at] == '*') at++;
                    if (two && anyParts) {
                        // "a/**/b" also matches a/b: the slash belongs to it.
                        if (at < text.length && text[at] == '/') at++;
                        steps.addAll(
                                at == text.length
                                        ? List.of(new Everything())
                                        : List.of(new AnyParts(), new WithinParts()));
                    } else {
                        steps.add(new AnyText());
                    }
                }
                case '?' -> steps.add(new AnyOne());
                case '[' -> at = range(pattern, text, at, steps);
                case '\\' -> {
                    if (at == text.length) throw invalid(pattern, "it ends with a backslash");
                    steps.add(new One(text[at++]));
                }
                default -> steps.add(new One(c));
            }
        }
        return new PathPattern(pattern, List.copyOf(steps));
    }

    private static int range(String pattern, int[] text, int from, List<Step> steps) {
        int at = from;
        boolean negated = at < text.length && text[at] == '^';
        if (negated) at++;
        var bounds = new ArrayList<Integer>();
        while (at < text.length && (text[at] != ']' || bounds.isEmpty())) {
            int[] low = one(pattern, text, at);
            at = low[1];
            int high = low[0];
            if (at < text.length && text[at] == '-') {
                int[] upper = one(pattern, text, at + 1);
                high = upper[0];
                at = upper[1];
            }
            bounds.add(low[0]);
            bounds.add(high);
        }
        if (at >= text.length) throw invalid(pattern, "a [ is not closed");
        steps.add(new Range(negated, List.copyOf(bounds)));
        return at + 1;
    }

    /// @return the character, and where the next one is
    private static int[] one(String pattern, int[] text, int from) {
        int at = from;
        if (at >= text.length || text[at] == '-' || text[at] == ']') {
            throw invalid(pattern, "a range in [ ] lacks a character");
        }
        if (text[at] == '\\' && ++at >= text.length) throw invalid(pattern, "a [ is not closed");
        return new int[] {text[at], at + 1};
    }

    private static InvalidInput invalid(String pattern, String why) {
        return new InvalidInput(FaultCode.PATH_PATTERN_INVALID, pattern, why);
    }
}
