package dev.caisson.front.docker;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads a JSON document only to say, in Go's words, what is wrong with it. Used when it could not
/// be parsed, so it may be slow. Source: behaviour of Go's encoding/json as dockerd 28.5 shows it.
final class GoSyntax {
    /// Go's limit is 10 000; nobody means more than this.
    private static final int DEEPEST = 1_000;

    private final String text;
    private int at;

    private GoSyntax(String text) {
        this.text = text;
    }

    /// Signals the first error; its message is Go's.
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /// @return what is wrong with the first value of the document; null when nothing is
    static @Nullable String error(byte[] document) {
        var reader = new GoSyntax(new String(document, StandardCharsets.UTF_8));
        try {
            reader.value(0);
            return null;
        } catch (Broken broken) {
            return broken.getMessage();
        }
    }

    /// Whether something follows the first value of the document.
    static boolean hasMore(byte[] document) {
        var reader = new GoSyntax(new String(document, StandardCharsets.UTF_8));
        try {
            reader.value(0);
            reader.skipSpace();
            return reader.at < reader.text.length();
        } catch (Broken broken) {
            return false;
        }
    }

    private void value(int depth) throws Broken {
        if (depth > DEEPEST) throw new Broken("exceeded max depth");
        char first = next("looking for beginning of value");
        switch (first) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number(first);
        }
    }

    private void object(int depth) throws Broken {
        char c = next("looking for beginning of object key string");
        if (c == '}') return;
        while (true) {
            if (c != '"') throw bad(c, "looking for beginning of object key string");
            string();
            c = next("after object key");
            if (c != ':') throw bad(c, "after object key");
            value(depth + 1);
            c = next("after object key:value pair");
            if (c == '}') return;
            if (c != ',') throw bad(c, "after object key:value pair");
            c = next("looking for beginning of object key string");
        }
    }

    private void array(int depth) throws Broken {
        skipSpace();
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
            return;
        }
        while (true) {
            value(depth + 1);
            char c = next("after array element");
            if (c == ']') return;
            if (c != ',') throw bad(c, "after array element");
        }
    }

    private void string() throws Broken {
        while (true) {
            char c = take();
            if (c == '"') return;
            if (c < ' ') throw bad(c, "in string");
            if (c != '\\') continue;
            char escaped = take();
            if ("\"\\/bfnrt".indexOf(escaped) >= 0) continue;
            if (escaped != 'u') {
                throw new Broken("invalid escape sequence `\\" + escaped + "` in string");
            }
            for (int i = 0; i < 4; i++) {
                char digit = take();
                if (Character.digit(digit, 16) < 0 || digit > 'f') {
                    throw new Broken(
                            "invalid escape sequence `"
                                    + text.substring(at - 3 - i, at)
                                    + "` in string");
                }
            }
        }
    }

    private void literal(String word) throws Broken {
        for (int i = 1; i < word.length(); i++) {
            char c = take();
            if (c != word.charAt(i)) {
                throw bad(c, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number(char first) throws Broken {
        char c = first;
        if (c == '-') c = digit(take(), "in numeric literal");
        else if (!isDigit(c)) throw bad(c, "looking for beginning of value");
        if (c != '0') digits();
        if (peek() == '.') {
            at++;
            var _ = digit(take(), "after decimal point in numeric literal");
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            var _ = digit(take(), "in exponent of numeric literal");
            digits();
        }
    }

    private void digits() {
        while (isDigit(peek())) at++;
    }

    private char digit(char c, String where) throws Broken {
        if (!isDigit(c)) throw bad(c, where);
        return c;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char take() throws Broken {
        if (at >= text.length()) throw new Broken("unexpected EOF");
        return text.charAt(at++);
    }

    private char next(String where) throws Broken {
        skipSpace();
        char c = take();
        if (c == 0) throw bad(c, where);
        return c;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Broken bad(char c, String where) {
        var shown =
                switch (c) {
                    case '\'' -> "'\\''";
                    case '"' -> "'\"'";
                    case '\n' -> "'\\n'";
                    case '\r' -> "'\\r'";
                    case '\t' -> "'\\t'";
                    default -> c < ' ' ? "'\\x" + hex(c) + "'" : "'" + c + "'";
                };
        return new Broken("invalid character " + shown + " " + where);
    }

    private static String hex(char c) {
        return "" + Character.forDigit(c >> 4, 16) + Character.forDigit(c & 15, 16);
    }
}
