package dev.caisson.cli;

import java.io.PrintStream;
import java.util.List;

/// The help text of the whole command line or of one group.
final class Usage {
    private final CommandTable table;

    Usage(CommandTable table) {
        this.table = table;
    }

    /// Explains what can be said instead of what was said.
    ///
    /// @return the exit code: 0 when help was asked for
    int unknown(List<String> arguments, PrintStream out, PrintStream err) {
        var first = arguments.isEmpty() ? "help" : arguments.get(0);
        if (first.equals("help")) {
            print("", out);
            return 0;
        }
        if (!table.group(first).isEmpty()) {
            print(first, out);
            return arguments.size() == 1 || arguments.contains("--help") ? 0 : 1;
        }
        err.println("caisson: '" + first + "' is not a caisson command.\nSee 'caisson --help'");
        return 1;
    }

    private void print(String group, PrintStream out) {
        var prefix = group.isEmpty() ? "caisson" : "caisson " + group;
        out.println("Usage:  " + prefix + " COMMAND\n\nCommands:");
        for (var command : table.group(group)) {
            out.println(
                    "  "
                            + command.getKey()
                            + " ".repeat(Math.max(1, 12 - command.getKey().length()))
                            + command.getValue());
        }
        out.println("\nRun '" + prefix + " COMMAND --help' for more information on a command.");
    }
}
