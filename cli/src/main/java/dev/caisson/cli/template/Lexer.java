package dev.caisson.cli.template;

import java.util.ArrayList;
import java.util.List;

/// Cuts the inside of one action into tokens.
final class Lexer {
    private final String text;
    private int position;
    private boolean glued;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String action) {
        return new Lexer(action).all();
    }

    private List<Token> all() {
        var tokens = new ArrayList<Token>();
        while (true) {
            int before = position;
            while (position < text.length() && Character.isWhitespace(text.charAt(position)))
                position++;
            if (position == text.length()) return tokens;
            glued = position == before && position > 0;
            tokens.add(next());
        }
    }

    private Token next() {
        char c = text.charAt(position);
        if (c == '|') return single(Token.Kind.PIPE);
        if (c == '(') return single(Token.Kind.OPEN);
        if (c == ')') return single(Token.Kind.CLOSE);
        if (c == ',') return single(Token.Kind.COMMA);
        if (text.startsWith(":=", position)) {
            position += 2;
            return new Token(Token.Kind.DECLARE, ":=", glued);
        }
        if (c == '"' || c == '`' || c == '\'') return string(c);
        if (c == '.') {
            var name = name(position + 1);
            if (name.isEmpty()) return single(Token.Kind.DOT);
            position += 1 + name.length();
            return new Token(Token.Kind.FIELD, "." + name, glued);
        }
        if (c == '$') {
            var name = name(position + 1);
            position += 1 + name.length();
            return new Token(Token.Kind.VARIABLE, "$" + name, glued);
        }
        if (Character.isDigit(c) || c == '-' || c == '+') return number();
        var word = name(position);
        if (word.isEmpty()) throw new TemplateError("unexpected \"" + c + "\" in operand");
        position += word.length();
        return new Token(Token.Kind.WORD, word, glued);
    }

    private Token single(Token.Kind kind) {
        return new Token(kind, String.valueOf(text.charAt(position++)), glued);
    }

    private String name(int from) {
        int end = from;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return text.substring(from, end);
    }

    private Token number() {
        int start = position++;
        while (position < text.length()
                && (Character.isDigit(text.charAt(position)) || text.charAt(position) == '.')) {
            position++;
        }
        return new Token(Token.Kind.NUMBER, text.substring(start, position), glued);
    }

    private Token string(char quote) {
        var value = new StringBuilder();
        for (int i = position + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                position = i + 1;
                return new Token(Token.Kind.STRING, value.toString(), glued);
            }
            if (c == '\\' && quote != '`' && i + 1 < text.length())
                value.append(escaped(text.charAt(++i)));
            else value.append(c);
        }
        throw new TemplateError("unterminated quoted string");
    }

    static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }
}
