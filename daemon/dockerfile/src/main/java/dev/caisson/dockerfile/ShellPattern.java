package dev.caisson.dockerfile;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A pattern of `${name#pattern}` and its kin: `*` for any text, `?` for one character, a backslash
/// before what means itself.
///
/// Matching walks all states at once, so that no pattern takes more than its length times the
/// text's: a Dockerfile must not be able to keep the daemon busy with a word.
final class ShellPattern {
    private static final char ANY_TEXT = '\uE000';
    private static final char ANY_CHARACTER = '\uE001';

    /// The wildcards as the two characters above, all else as it is.
    private final String steps;

    private ShellPattern(String steps) {
        this.steps = steps;
    }

    static ShellPattern parse(String glob) {
        var steps = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*') {
                steps.append(ANY_TEXT);
            } else if (c == '?') {
                steps.append(ANY_CHARACTER);
            } else {
                if (c == '\\' && i + 1 < glob.length()) i++;
                steps.append(glob.charAt(i));
            }
        }
        return new ShellPattern(steps.toString());
    }

    /// The pattern that matches just the text.
    static String literally(String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?' || c == '\\') escaped.append('\\');
            escaped.append(c);
        }
        return escaped.toString();
    }

    /// @param greedy whether the longest match is taken, not the shortest
    String withoutPrefix(String value, boolean greedy) {
        var end = end(value, 0, greedy);
        return end == null ? value : value.substring(end);
    }

    String withoutSuffix(String value, boolean greedy) {
        var backwards = new ShellPattern(new StringBuilder(steps).reverse().toString());
        var reversed = new StringBuilder(value).reverse().toString();
        var end = backwards.end(reversed, 0, greedy);
        return end == null ? value : value.substring(0, value.length() - end);
    }

    /// Replaces the first match, or all; each is as long as it can be.
    String replace(String value, String replacement, boolean all) {
        var result = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            var end = end(value, at, true);
            if (end == null || end == at) {
                result.append(value.charAt(at++));
                continue;
            }
            result.append(replacement);
            at = end;
            if (!all) break;
        }
        return result.append(value, at, value.length()).toString();
    }

    /// @return where a match that begins at `from` ends; null when there is none
    private @Nullable Integer end(String value, int from, boolean longest) {
        var states = new BitSet(steps.length() + 1);
        states.set(0);
        closure(states);
        Integer found = null;
        for (int at = from; ; at++) {
            if (states.get(steps.length())) {
                found = at;
                if (!longest) return found;
            }
            if (at == value.length() || states.isEmpty()) return found;
            states = after(states, value.charAt(at));
        }
    }

    private BitSet after(BitSet states, char c) {
        var next = new BitSet(steps.length() + 1);
        for (int s = states.nextSetBit(0);
                s >= 0 && s < steps.length();
                s = states.nextSetBit(s + 1)) {
            char step = steps.charAt(s);
            if (step == ANY_TEXT) next.set(s);
            else if (step == ANY_CHARACTER || step == c) next.set(s + 1);
        }
        closure(next);
        return next;
    }

    /// Any text may be none.
    private void closure(BitSet states) {
        for (int s = states.nextSetBit(0);
                s >= 0 && s < steps.length();
                s = states.nextSetBit(s + 1)) {
            if (steps.charAt(s) == ANY_TEXT) states.set(s + 1);
        }
    }
}
