package dev.caisson.dockerfile;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known word that a mistyped one probably means.
public final class Nearest {
    private static final int MOST_CHANGES = 2;
    private static final int LONGEST = 128;

    private Nearest() {}

    /// ` (did you mean x?)`, or nothing.
    public static String hint(String written, Collection<String> known) {
        return to(written, known).map(word -> " (did you mean " + word + "?)").orElse("");
    }

    /// @return the word at most two letters away
    public static Optional<String> to(String written, Collection<String> known) {
        if (written.length() > LONGEST) return Optional.empty();
        return known.stream()
                .filter(word -> Math.abs(word.length() - written.length()) <= MOST_CHANGES)
                .filter(
                        word ->
                                distance(written, word)
                                        <= Math.min(MOST_CHANGES, word.length() / 2))
                .min(
                        Comparator.comparingInt((String word) -> distance(written, word))
                                .thenComparing(word -> word));
    }

    /// Levenshtein's distance, in which two letters in the wrong order are one mistake.
    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int j = 0; j <= b.length(); j++) rows[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            rows[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int shorter = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
                rows[i][j] = Math.min(shorter, rows[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
