package dev.caisson.cli.template;

import dev.caisson.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something with a value.
sealed interface Expression {
    @Nullable Object value(Scope scope);

    /// A string, number or truth value as written.
    record Literal(@Nullable Object constant) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return constant;
        }
    }

    /// The dot.
    record Dot() implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return scope.dot();
        }
    }

    /// `$name`.
    record Variable(String name) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            if (!scope.variables().containsKey(name)) {
                throw new TemplateError("undefined variable \"" + name + "\"");
            }
            return scope.variables().get(name);
        }
    }

    /// `of.name`, a member of an object. A member that an object does not have is an error, as for
    /// a Go struct; members of null are null.
    record Member(Expression of, String name) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            var object = of.value(scope);
            if (object == null) return null;
            if (!(object instanceof Map<?, ?>)) {
                throw new TemplateError(
                        "executing \"\" at <." + name + ">: can't evaluate field " + name);
            }
            var members = Json.object(object);
            if (members.containsKey(name)) return members.get(name);
            for (var member : members.entrySet()) {
                if (member.getKey().equalsIgnoreCase(name)) return member.getValue();
            }
            throw new TemplateError(
                    "executing \"\" at <." + name + ">: map has no entry for key \"" + name + "\"");
        }
    }

    /// A function with its arguments.
    record Call(String function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public @Nullable Object value(Scope scope) {
            if (function.equals("and") || function.equals("or")) return shortCut(scope);
            var values = new ArrayList<@Nullable Object>();
            for (var argument : arguments) values.add(argument.value(scope));
            return Functions.call(function, values);
        }

        private @Nullable Object shortCut(Scope scope) {
            Object value = null;
            for (var argument : arguments) {
                value = argument.value(scope);
                if (Functions.truth(value) != function.equals("and")) return value;
            }
            return value;
        }
    }
}
