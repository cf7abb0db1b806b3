package dev.caisson.cli.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a tree of a template's text.
final class TemplateParser {
    /// Text or action, in order.
    private record Piece(boolean isAction, String text) {}

    /// Nodes up to `else` or `end`.
    ///
    /// @param rest what follows `else` (`if …`), or null after `end`
    private record Block(List<Node> nodes, @Nullable String rest) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int position;

    private TemplateParser(String template) {
        int at = 0;
        boolean trimNext = false;
        while (true) {
            int open = template.indexOf("{{", at);
            var text = template.substring(at, open < 0 ? template.length() : open);
            if (trimNext) text = text.stripLeading();
            if (open < 0) {
                pieces.add(new Piece(false, text));
                return;
            }
            int close = template.indexOf("}}", open);
            if (close < 0) throw new TemplateError("unclosed action");
            var action = template.substring(open + 2, close);
            if (action.startsWith("- ")) {
                text = text.stripTrailing();
                action = action.substring(1);
            }
            trimNext = action.endsWith(" -");
            if (trimNext) action = action.substring(0, action.length() - 1);
            pieces.add(new Piece(false, text));
            if (!action.strip().startsWith("/*")) pieces.add(new Piece(true, action.strip()));
            at = close + 2;
        }
    }

    static List<Node> parse(String template) {
        var parser = new TemplateParser(template);
        return parser.block(true).nodes();
    }

    private Block block(boolean outermost) {
        var nodes = new ArrayList<Node>();
        while (position < pieces.size()) {
            var piece = pieces.get(position++);
            if (!piece.isAction()) {
                if (!piece.text().isEmpty()) nodes.add(new Node.Text(piece.text()));
                continue;
            }
            var word = piece.text().split("\\s", 2)[0];
            if (word.equals("end") || word.equals("else")) {
                if (outermost) throw new TemplateError("unexpected {{" + word + "}}");
                return new Block(
                        nodes, word.equals("end") ? null : piece.text().substring(4).strip());
            }
            nodes.add(node(word, piece.text()));
        }
        if (!outermost) throw new TemplateError("unexpected EOF");
        return new Block(nodes, null);
    }

    private Node node(String word, String action) {
        return switch (word) {
            case "if" -> condition(action.substring(2), false);
            case "with" -> condition(action.substring(4), true);
            case "range" -> range(action.substring(5));
            default -> {
                var tokens = Lexer.tokens(action);
                if (tokens.isEmpty()) throw new TemplateError("missing value for command");
                if (tokens.size() > 2 && tokens.get(1).kind() == Token.Kind.DECLARE) {
                    yield new Node.Declare(
                            tokens.get(0).text(), expression(tokens.subList(2, tokens.size())));
                }
                yield new Node.Print(expression(tokens));
            }
        };
    }

    private Node condition(String condition, boolean movesDot) {
        var value = expression(Lexer.tokens(condition));
        var then = block(false);
        return new Node.Condition(value, movesDot, then.nodes(), otherwise(then));
    }

    private List<Node> otherwise(Block before) {
        if (before.rest() == null) return List.of();
        if (before.rest().startsWith("if")) {
            return List.of(condition(before.rest().substring(2), false));
        }
        return block(false).nodes();
    }

    private Node range(String header) {
        var tokens = Lexer.tokens(header);
        int declare = -1;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == Token.Kind.DECLARE) declare = i;
        }
        var over = expression(tokens.subList(declare + 1, tokens.size()));
        var body = block(false);
        var key = declare == 3 ? tokens.get(0).text() : null;
        var element = declare < 0 ? null : tokens.get(declare - 1).text();
        return new Node.Range(key, element, over, body.nodes(), otherwise(body));
    }

    private static Expression expression(List<Token> tokens) {
        return new ExpressionParser(tokens).whole();
    }
}
