package dev.caisson.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parsed Go template.
public final class Template {
    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = nodes;
    }

    /// @param text as the user wrote it; `\t` and `\n` stand for tab and new line, as in Docker's
    ///     formats
    /// @throws TemplateError when it is not well-formed
    public static Template parse(String text) {
        return new Template(TemplateParser.parse(unescape(text)));
    }

    /// Applies the template to one value.
    ///
    /// @throws TemplateError when the value does not have what the template names
    public String apply(@Nullable Object value) {
        var out = new StringBuilder();
        var scope = Scope.root(value);
        for (var node : nodes) node.write(scope, out);
        return out.toString();
    }

    private static String unescape(String text) {
        var out = new StringBuilder(text.length());
        boolean inAction = false;
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("{{", i)) inAction = true;
            if (text.startsWith("}}", i)) inAction = false;
            char c = text.charAt(i);
            boolean escapes = !inAction && c == '\\' && i + 1 < text.length();
            if (escapes && (text.charAt(i + 1) == 't' || text.charAt(i + 1) == 'n')) {
                out.append(Lexer.escaped(text.charAt(++i)));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
