package dev.caisson.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Divides the text of an instruction into words.
final class Words {
    private Words() {}

    /// A piece of a [LogicalLine].
    ///
    /// @param from its offset there
    record Piece(String text, int from) {
        int to() {
            return from + text.length();
        }
    }

    /// At blanks, whatever quotes say: FROM, COPY, EXPOSE, VOLUME.
    static List<Piece> atBlanks(String text, int from) {
        var pieces = new ArrayList<Piece>();
        int at = from;
        while (at < text.length()) {
            while (at < text.length() && isBlank(text.charAt(at))) at++;
            int begin = at;
            while (at < text.length() && !isBlank(text.charAt(at))) at++;
            if (at > begin) pieces.add(new Piece(text.substring(begin, at), begin));
        }
        return pieces;
    }

    /// At blanks outside of quotes; quotes and escapes stay: ENV, LABEL, ARG.
    static List<Piece> quoted(String text, int from, char escape) {
        var pieces = new ArrayList<Piece>();
        int begin = -1;
        char quote = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote == 0 && isBlank(c)) {
                if (begin >= 0) pieces.add(new Piece(text.substring(begin, at), begin));
                begin = -1;
                continue;
            }
            if (begin < 0) begin = at;
            if (c == escape && quote != '\'' && at + 1 < text.length()) at++;
            else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
            else if (c == quote) quote = 0;
        }
        if (begin >= 0) pieces.add(new Piece(text.substring(begin), begin));
        return pieces;
    }

    /// The word without quotes and escapes.
    ///
    /// @return empty when a quote is not closed, or it is several words
    static Optional<String> unquote(String word, char escape) {
        var bare = new StringBuilder();
        char quote = 0;
        for (int at = 0; at < word.length(); at++) {
            char c = word.charAt(at);
            if (c == escape && quote != '\'' && at + 1 < word.length())
                bare.append(word.charAt(++at));
            else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
            else if (c == quote) quote = 0;
            else if (quote == 0 && isBlank(c)) return Optional.empty();
            else bare.append(c);
        }
        return quote == 0 && !bare.isEmpty() ? Optional.of(bare.toString()) : Optional.empty();
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b;
    }
}
