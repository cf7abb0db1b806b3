package dev.caisson.cli.template;

import java.util.ArrayList;
import java.util.List;

/// Makes an expression of the tokens of one pipeline.
final class ExpressionParser {
    private final List<Token> tokens;
    private int position;

    ExpressionParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Expression whole() {
        var result = pipeline();
        if (position < tokens.size()) {
            throw new TemplateError(
                    "unexpected \"" + tokens.get(position).text() + "\" in operand");
        }
        return result;
    }

    private Expression pipeline() {
        var value = command(List.of());
        while (next(Token.Kind.PIPE)) value = command(List.of(value));
        return value;
    }

    /// @param piped the value from the left of the pipe, which becomes the last argument
    private Expression command(List<Expression> piped) {
        if (position == tokens.size()) throw new TemplateError("missing value for command");
        var first = tokens.get(position);
        if (first.kind() != Token.Kind.WORD || isConstant(first.text())) {
            if (!piped.isEmpty()) {
                throw new TemplateError("non executable command in pipeline stage 2");
            }
            return operand();
        }
        position++;
        var arguments = new ArrayList<Expression>();
        while (position < tokens.size() && startsOperand(tokens.get(position))) {
            arguments.add(operand());
        }
        arguments.addAll(piped);
        return new Expression.Call(first.text(), arguments);
    }

    private static boolean startsOperand(Token token) {
        return token.kind() != Token.Kind.PIPE && token.kind() != Token.Kind.CLOSE;
    }

    private static boolean isConstant(String word) {
        return word.equals("true") || word.equals("false") || word.equals("nil");
    }

    private Expression operand() {
        var token = tokens.get(position++);
        var value =
                switch (token.kind()) {
                    case DOT -> new Expression.Dot();
                    case FIELD ->
                            new Expression.Member(new Expression.Dot(), token.text().substring(1));
                    case VARIABLE -> new Expression.Variable(token.text());
                    case STRING -> new Expression.Literal(token.text());
                    case NUMBER -> new Expression.Literal(number(token.text()));
                    case OPEN -> parenthesis();
                    case WORD -> word(token.text());
                    case PIPE, CLOSE, DECLARE, COMMA ->
                            throw new TemplateError(
                                    "unexpected \"" + token.text() + "\" in operand");
                };
        while (position < tokens.size()
                && tokens.get(position).kind() == Token.Kind.FIELD
                && tokens.get(position).glued()) {
            value = new Expression.Member(value, tokens.get(position++).text().substring(1));
        }
        return value;
    }

    private Expression parenthesis() {
        var inner = pipeline();
        if (!next(Token.Kind.CLOSE)) throw new TemplateError("unclosed left paren");
        return inner;
    }

    private static Expression word(String word) {
        return switch (word) {
            case "true" -> new Expression.Literal(true);
            case "false" -> new Expression.Literal(false);
            case "nil" -> new Expression.Literal(null);
            default -> new Expression.Call(word, List.of());
        };
    }

    private static Object number(String text) {
        try {
            return text.contains(".") ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
        } catch (NumberFormatException malformed) {
            throw new TemplateError("bad number syntax: \"" + text + "\"");
        }
    }

    private boolean next(Token.Kind kind) {
        if (position < tokens.size() && tokens.get(position).kind() == kind) {
            position++;
            return true;
        }
        return false;
    }
}
