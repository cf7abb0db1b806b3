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

    /// Levenshtein's distance.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
