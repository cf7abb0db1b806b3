package dev.caisson.container.plan;

import dev.caisson.container.request.Command;
import java.util.ArrayList;
import java.util.List;

/// The arguments of the process: the entry point, then the command.
public final class CommandLine {
    private CommandLine() {}

    /// Empty when neither was given.
    public static List<String> of(Command command) {
        var line = new ArrayList<String>();
        var entrypoint = command.entrypoint();
        if (entrypoint != null) line.addAll(entrypoint);
        var arguments = command.arguments();
        if (arguments != null) line.addAll(arguments);
        return List.copyOf(line);
    }

    /// As `ps` shows it: words with a blank or a quote in them in quotes.
    public static String shown(Command command) {
        var out = new StringBuilder();
        for (var word : of(command)) {
            if (!out.isEmpty()) out.append(' ');
            out.append(quoted(word));
        }
        return out.toString();
    }

    // Source: moby daemon/list.go: an argument with a blank is put in single quotes
    private static String quoted(String word) {
        return word.indexOf(' ') < 0 ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
