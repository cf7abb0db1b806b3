package dev.caisson.engine;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Changes of an image's defaults, written as instructions of a Dockerfile: those `commit` takes.
final class CommitChanges {
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private CommitChanges() {}

    /// @param changes one instruction each
    /// @throws InvalidInput `CHANGE_INVALID`
    static ContainerDefaults apply(ContainerDefaults before, List<String> changes) {
        var defaults = before;
        for (var change : changes) {
            for (var line : change.split("\n", -1)) {
                if (!line.isBlank()) defaults = apply(defaults, line.strip());
            }
        }
        return defaults;
    }

    private static ContainerDefaults apply(ContainerDefaults old, String line) {
        int blank = line.indexOf(' ');
        var name = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
        var rest = blank < 0 ? "" : line.substring(blank + 1).strip();
        if (rest.isEmpty()) throw invalid(line, name + " requires at least one argument");
        var command = old.command();
        var lifecycle = old.lifecycle();
        return switch (name) {
            case "CMD" -> command(old, command.entrypoint(), line(rest, old), command.shell());
            case "ENTRYPOINT" -> command(old, line(rest, old), command.cmd(), command.shell());
            case "SHELL" -> command(old, command.entrypoint(), command.cmd(), words(rest));
            case "ENV" -> changed(old, "env", environment(old.env(), pairs(rest, line)));
            case "LABEL" -> changed(old, "labels", labels(old.labels(), pairs(rest, line)));
            case "EXPOSE" -> changed(old, "ports", added(old.exposedPorts(), ports(rest)));
            case "VOLUME" -> changed(old, "volumes", added(old.volumes(), words(rest)));
            case "USER" -> changed(old, "user", rest);
            case "WORKDIR" -> changed(old, "workdir", rest);
            case "STOPSIGNAL" ->
                    changed(
                            old,
                            "lifecycle",
                            new ContainerDefaults.Lifecycle(
                                    rest, lifecycle.healthcheck(), lifecycle.onBuild()));
            case "ONBUILD" -> {
                var triggers = new ArrayList<>(lifecycle.onBuild());
                triggers.add(rest);
                yield changed(
                        old,
                        "lifecycle",
                        new ContainerDefaults.Lifecycle(
                                lifecycle.stopSignal(), lifecycle.healthcheck(), triggers));
            }
            default -> throw invalid(line, name + " is not a valid change command");
        };
    }

    private static ContainerDefaults command(
            ContainerDefaults old,
            @Nullable List<String> entrypoint,
            @Nullable List<String> cmd,
            @Nullable List<String> shell) {
        return old.with(new ContainerDefaults.Command(entrypoint, cmd, shell, false));
    }

    @SuppressWarnings("unchecked") // each word goes with one type
    private static ContainerDefaults changed(ContainerDefaults old, String what, Object value) {
        return new ContainerDefaults(
                what.equals("user") ? (String) value : old.user(),
                what.equals("env") ? (List<String>) value : old.env(),
                old.command(),
                what.equals("workdir") ? (String) value : old.workingDir(),
                what.equals("ports") ? (SequencedSet<String>) value : old.exposedPorts(),
                what.equals("volumes") ? (SequencedSet<String>) value : old.volumes(),
                what.equals("labels") ? (Map<String, String>) value : old.labels(),
                what.equals("lifecycle") ? (ContainerDefaults.Lifecycle) value : old.lifecycle());
    }

    /// The form in brackets as it is, the other one for a shell.
    private static List<String> line(String rest, ContainerDefaults old) {
        if (rest.startsWith("[") && rest.endsWith("]")) return words(rest);
        var shell = old.command().shell();
        var line = new ArrayList<>(shell == null || shell.isEmpty() ? SHELL : shell);
        line.add(rest);
        return line;
    }

    /// `["a", "b"]` or words.
    private static List<String> words(String rest) {
        boolean list = rest.startsWith("[") && rest.endsWith("]");
        return list ? quoted(rest.substring(1, rest.length() - 1)) : split(rest);
    }

    /// The strings of a JSON list; commas inside of them are theirs.
    private static List<String> quoted(String list) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '\\' && inside && i + 1 < list.length()) {
                char next = list.charAt(++i);
                word.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
            } else if (c == '"') {
                if (inside) words.add(word.toString());
                word.setLength(0);
                inside = !inside;
            } else if (inside) {
                word.append(c);
            }
        }
        return words;
    }

    /// Words at blanks; quotes keep a blank, a backslash keeps any character.
    private static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                begun = true;
            } else if (quote != 0) {
                if (c == quote) quote = 0;
                else word.append(c);
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (c == ' ' || c == '\t') {
                if (begun) words.add(word.toString());
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) words.add(word.toString());
        return words;
    }

    /// `a=b c=d`, or the old `a b`.
    private static Map<String, String> pairs(String rest, String line) {
        var pairs = new LinkedHashMap<String, String>();
        var words = split(rest);
        if (!words.isEmpty() && words.getFirst().indexOf('=') < 0) {
            int blank = rest.indexOf(' ');
            if (blank < 0) throw invalid(line, "a name and a value are needed");
            pairs.put(rest.substring(0, blank), rest.substring(blank + 1).strip());
            return pairs;
        }
        for (var word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) throw invalid(line, "Syntax error - can't find = in \"" + word + "\"");
            pairs.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return pairs;
    }

    private static List<String> environment(List<String> old, Map<String, String> pairs) {
        var all = new ArrayList<>(old);
        pairs.forEach(
                (name, value) -> {
                    all.removeIf(entry -> entry.startsWith(name + "="));
                    all.add(name + "=" + value);
                });
        return all;
    }

    private static Map<String, String> labels(Map<String, String> old, Map<String, String> pairs) {
        var all = new HashMap<>(old);
        all.putAll(pairs);
        return all;
    }

    private static List<String> ports(String rest) {
        return split(rest).stream()
                .map(port -> port.indexOf('/') < 0 ? port + "/tcp" : port)
                .toList();
    }

    private static SequencedSet<String> added(SequencedSet<String> old, Collection<String> more) {
        var all = new TreeSet<>(old);
        all.addAll(more);
        return all;
    }

    private static InvalidInput invalid(String line, String why) {
        return new InvalidInput(FaultCode.CHANGE_INVALID, line, why);
    }
}
