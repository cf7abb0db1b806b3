package dev.caisson.cli.template;

import dev.caisson.cli.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A piece of a template that produces text.
sealed interface Node {
    void write(Scope scope, StringBuilder out);

    /// Text as it stands.
    record Text(String text) implements Node {
        @Override
        public void write(Scope scope, StringBuilder out) {
            out.append(text);
        }
    }

    /// `{{expression}}`.
    record Print(Expression expression) implements Node {
        @Override
        public void write(Scope scope, StringBuilder out) {
            out.append(Functions.text(expression.value(scope)));
        }
    }

    /// `{{$name := expression}}`.
    record Declare(String name, Expression expression) implements Node {
        @Override
        public void write(Scope scope, StringBuilder out) {
            scope.variables().put(name, expression.value(scope));
        }
    }

    /// `{{if}}…{{else}}…{{end}}`, and `{{with}}` which moves the dot.
    record Condition(Expression condition, boolean movesDot, List<Node> then, List<Node> otherwise)
            implements Node {
        public Condition {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }

        @Override
        public void write(Scope scope, StringBuilder out) {
            var value = condition.value(scope);
            if (Functions.truth(value)) {
                var inner = scope.inner(movesDot ? value : scope.dot());
                for (var node : then) node.write(inner, out);
            } else {
                var inner = scope.inner(scope.dot());
                for (var node : otherwise) node.write(inner, out);
            }
        }
    }

    /// `{{range $key, $value := expression}}…{{else}}…{{end}}`.
    record Range(
            @Nullable String key,
            @Nullable String element,
            Expression over,
            List<Node> body,
            List<Node> otherwise)
            implements Node {
        public Range {
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }

        @Override
        public void write(Scope scope, StringBuilder out) {
            var value = over.value(scope);
            if (!Functions.truth(value)) {
                for (var node : otherwise) node.write(scope.inner(scope.dot()), out);
            } else if (value instanceof Map<?, ?>) {
                // Go walks maps in the order of their keys.
                Json.object(value).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(member -> once(scope, member.getKey(), member.getValue(), out));
            } else {
                long index = 0;
                for (var member : Json.list(value)) once(scope, index++, member, out);
            }
        }

        private void once(
                Scope scope, Object position, @Nullable Object member, StringBuilder out) {
            var inner = scope.inner(member);
            if (key != null) inner.variables().put(key, position);
            if (element != null) inner.variables().put(element, member);
            for (var node : body) node.write(inner, out);
        }
    }
}
