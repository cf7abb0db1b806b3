package dev.caisson.dockerfile;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One walk over a [Word]: variables, quotes and escapes as a POSIX shell treats them, without
/// commands and arithmetic.
///
/// `$name`, `${name}`, `:-`, `:+`, `:?` (also without the colon), `#`, `##`, `%`, `%%`, `/`, `//`.
/// The part behind a modifier may hold variables itself, to a depth of [#MAX_DEPTH].
final class Expansion {
    private static final int MAX_DEPTH = 32;

    /// What one word may grow to; nested replacements could otherwise multiply without end.
    private static final int MAX_RESULT = 4 << 20;

    private final String raw;
    private final char escape;
    private final Variables variables;
    private final boolean keepQuotes;
    private int at;
    private int depth;

    /// The variables for which the word says nothing in case they are not set.
    private final Set<String> needed = new LinkedHashSet<>();

    /// Words finished so far, and whether blanks of a variable divide.
    private final List<String> finished = new ArrayList<>();
    private boolean begun;

    Expansion(String raw, char escape, Variables variables) {
        this(raw, escape, variables, false);
    }

    private Expansion(String raw, char escape, Variables variables, boolean keepQuotes) {
        this.raw = raw;
        this.escape = escape;
        this.variables = variables;
        this.keepQuotes = keepQuotes;
    }

    static Set<String> names(String raw, char escape) {
        var expansion = new Expansion(raw, escape, _ -> Optional.of(""));
        try {
            expansion.word();
        } catch (InvalidInput broken) {
            /* the names up to the place that cannot be read */
        }
        return expansion.needed;
    }

    String word() {
        return upTo((char) 0);
    }

    List<String> words() {
        var last = new StringBuilder();
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (Words.isBlank(c)) {
                at++;
                end(last);
            } else if (c == '\'' || c == '"' || c == escape) {
                begun = true;
                piece(last);
            } else if (c == '$') {
                dividing(dollar(), last);
            } else {
                begun = true;
                piece(last);
            }
        }
        end(last);
        return finished;
    }

    /// Text in which only variables are replaced; an escaped `$` stays as it is.
    String text() {
        return new Expansion(raw, escape, variables, true).word();
    }

    private void end(StringBuilder word) {
        if (begun) finished.add(word.toString());
        word.setLength(0);
        begun = false;
    }

    private void dividing(String value, StringBuilder word) {
        for (int i = 0; i < value.length(); i++) {
            if (Words.isBlank(value.charAt(i)) || value.charAt(i) == '\n') {
                end(word);
            } else {
                begun = true;
                word.append(value.charAt(i));
            }
        }
    }

    /// @param stop an unquoted character that ends it and is taken, 0 for the end of the text
    private String upTo(char stop) {
        var result = new StringBuilder();
        while (at < raw.length()) {
            if (stop != 0 && raw.charAt(at) == stop) {
                at++;
                return result.toString();
            }
            piece(result);
        }
        if (stop != 0)
            throw broken("unexpected end of statement while looking for matching " + stop);
        return result.toString();
    }

    /// The next character, quotation or variable.
    private void piece(StringBuilder result) {
        char c = raw.charAt(at);
        if (c == '\'' && !keepQuotes) singleQuoted(result);
        else if (c == '"' && !keepQuotes) doubleQuoted(result);
        else if (c == '$') result.append(dollar());
        else if (c == escape) escaped(result);
        else {
            result.append(c);
            at++;
        }
        if (result.length() > MAX_RESULT) throw broken("the result is too long");
    }

    private void escaped(StringBuilder result) {
        at++;
        if (keepQuotes) {
            // The escape of a $ is for us, every other one for the shell that reads the text.
            if (at >= raw.length() || raw.charAt(at) != '$') result.append(escape);
            if (at < raw.length()) result.append(raw.charAt(at++));
            return;
        }
        if (at < raw.length()) result.append(raw.charAt(at++));
    }

    private void singleQuoted(StringBuilder result) {
        int end = raw.indexOf('\'', at + 1);
        if (end < 0) {
            throw broken("unexpected end of statement while looking for matching single-quote");
        }
        result.append(raw, at + 1, end);
        at = end + 1;
    }

    private void doubleQuoted(StringBuilder result) {
        at++;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == '"') {
                at++;
                return;
            }
            if (c == '$') {
                result.append(dollar());
            } else if (c == escape) {
                at++;
                if (at >= raw.length()) break;
                char next = raw.charAt(at++);
                if (next != '"' && next != '$' && next != escape) result.append(escape);
                result.append(next);
            } else {
                result.append(c);
                at++;
            }
        }
        throw broken("unexpected end of statement while looking for matching double-quote");
    }

    private String dollar() {
        at++;
        if (at >= raw.length()) return "$";
        if (raw.charAt(at) != '{') {
            var name = name();
            if (name.isEmpty()) return "$";
            needed.add(name);
            return variables.value(name).orElse("");
        }
        at++;
        if (++depth > MAX_DEPTH) throw broken("more than " + MAX_DEPTH + " nested variables");
        var value = braced();
        depth--;
        return value;
    }

    private String braced() {
        var name = name();
        if (name.isEmpty()) throw broken("syntax error: bad substitution");
        if (at >= raw.length()) throw broken("syntax error: missing '}'");
        char c = raw.charAt(at++);
        var value = variables.value(name);
        if ("}#%/".indexOf(c) >= 0) needed.add(name);
        return switch (c) {
            case '}' -> value.orElse("");
            case ':' -> {
                char modifier = at < raw.length() ? raw.charAt(at++) : 0;
                if ("+-?".indexOf(modifier) < 0 || modifier == 0) {
                    throw broken(
                            modifier == 0
                                    ? "syntax error: missing ':' in substitution"
                                    : "unsupported modifier (" + modifier + ") in substitution");
                }
                yield substituted(
                        name, modifier, value, value.filter(set -> !set.isEmpty()).isPresent());
            }
            case '+', '-', '?' -> substituted(name, c, value, value.isPresent());
            case '#', '%' -> trimmed(c, value.orElse(""));
            case '/' -> replaced(value.orElse(""));
            default -> throw broken("unsupported modifier (" + c + ") in substitution");
        };
    }

    /// @param holds whether the value counts as set
    private String substituted(String name, char modifier, Optional<String> value, boolean holds) {
        var word = upTo('}');
        return switch (modifier) {
            case '+' -> holds ? word : "";
            case '-' -> holds ? value.orElse("") : word;
            default -> {
                if (holds) yield value.orElse("");
                var why =
                        !word.isEmpty()
                                ? word
                                : value.isPresent()
                                        ? "not allowed to be empty"
                                        : "not allowed to be unset";
                throw broken(name + ": " + why);
            }
        };
    }

    private String trimmed(char side, String value) {
        boolean greedy = at < raw.length() && raw.charAt(at) == side;
        if (greedy) at++;
        var pattern = ShellPattern.parse(pattern('}'));
        return side == '#'
                ? pattern.withoutPrefix(value, greedy)
                : pattern.withoutSuffix(value, greedy);
    }

    private String replaced(String value) {
        boolean all = at < raw.length() && raw.charAt(at) == '/';
        if (all) at++;
        var pattern = ShellPattern.parse(pattern('/'));
        var replacement = upTo('}');
        return pattern.replace(value, replacement, all);
    }

    /// Up to an unquoted `stop`; escapes stay for the pattern, variables are put in.
    private String pattern(char stop) {
        var pattern = new StringBuilder();
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == stop) {
                at++;
                return pattern.toString();
            }
            if (c == escape && at + 1 < raw.length()) {
                pattern.append('\\').append(raw.charAt(at + 1));
                at += 2;
            } else if (c == '\'' || c == '"') {
                var quoted = new StringBuilder();
                piece(quoted);
                pattern.append(ShellPattern.literally(quoted.toString()));
            } else {
                piece(pattern);
            }
        }
        throw broken("syntax error: missing '" + stop + "' in substitution");
    }

    /// A name, a number or one of the special parameters; may be empty.
    private String name() {
        int begin = at;
        if (at < raw.length() && Character.isDigit(raw.charAt(at))) {
            while (at < raw.length() && Character.isDigit(raw.charAt(at))) at++;
        } else if (at < raw.length() && "@*#?-!$".indexOf(raw.charAt(at)) >= 0) {
            at++;
        } else {
            while (at < raw.length() && isNamePart(raw.charAt(at))) at++;
        }
        return raw.substring(begin, at);
    }

    private static boolean isNamePart(char c) {
        return c == '_'
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9');
    }

    private InvalidInput broken(String why) {
        return new InvalidInput(FaultCode.DOCKERFILE_EXPANSION, raw, why);
    }
}
