package dev.caisson.cli.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an expression is evaluated: the value the dot stands for and the variables in sight.
record Scope(@Nullable Object dot, Map<String, @Nullable Object> variables) {
    static Scope root(@Nullable Object value) {
        var variables = new HashMap<String, @Nullable Object>();
        variables.put("$", value);
        return new Scope(value, variables);
    }

    /// An inner scope; variables declared in it are not seen outside.
    Scope inner(@Nullable Object dot) {
        return new Scope(dot, new HashMap<>(variables));
    }
}
