package dev.caisson.build.solve;

import dev.caisson.build.plan.Arguments;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The variables of a stage at one point: the environment of the image and above it the arguments
/// that were declared so far; a variable of the environment wins.
final class Scope implements Variables {
    private final Arguments arguments;
    private final Map<String, @Nullable String> declared = new LinkedHashMap<>();
    private List<String> environment = List.of();

    Scope(Arguments arguments) {
        this.arguments = arguments;
    }

    /// A stage that begins where another one ended has its arguments too.
    static Scope after(Scope base) {
        var scope = new Scope(base.arguments);
        scope.declared.putAll(base.declared);
        return scope;
    }

    /// The environment is this one from here on.
    void environment(List<String> now) {
        environment = now;
    }

    /// @return `NAME=value`, or the name alone when it has no value
    String declare(Instruction.Declaration declaration) {
        var name = declaration.name();
        var given = arguments.given(name);
        var written = declaration.value();
        String value = null;
        if (given.isPresent()) {
            value = given.get();
        } else if (written != null) {
            value = written.expand(this);
        } else {
            value = arguments.inherited(name).orElse(null);
        }
        declared.put(name, value);
        return value == null ? name : name + "=" + value;
    }

    @Override
    public Optional<String> value(String name) {
        var own = ofEnvironment(name);
        return own.isPresent() ? own : Optional.ofNullable(declared.get(name));
    }

    private Optional<String> ofEnvironment(String name) {
        return environment.stream()
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .findFirst();
    }

    /// The environment of a command: the image's, and the arguments it does not have.
    List<String> ofCommand() {
        var all = new ArrayList<>(environment);
        declared.forEach(
                (name, value) -> {
                    if (value != null && ofEnvironment(name).isEmpty()) all.add(name + "=" + value);
                });
        return all;
    }

    /// `|2 A=1 B=2 `, as history has it before a command; empty without arguments.
    String prefix() {
        if (declared.isEmpty()) return "";
        var text = new StringBuilder("|").append(declared.size()).append(' ');
        for (var name : declared.keySet()) {
            text.append(name).append('=').append(value(name).orElse("")).append(' ');
        }
        return text.toString();
    }
}
