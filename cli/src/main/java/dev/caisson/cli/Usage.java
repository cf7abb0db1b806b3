package dev.caisson.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The help text of the whole command line or of one group.
final class Usage {
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("builder", "Manage builds");
        GROUPS.put("container", "Manage containers");
        GROUPS.put("image", "Manage images");
        GROUPS.put("network", "Manage networks");
        GROUPS.put("registry", "Serve the images of this host as a registry");
        GROUPS.put("secret", "Manage secrets");
        GROUPS.put("system", "Manage the engine");
        GROUPS.put("volume", "Manage volumes");
    }

    private static final String OPTIONS =
            """

            Global Options:
              -H, --host string   Daemon socket to connect to (also CAISSON_HOST, DOCKER_HOST)
              -v, --version       Print version information and quit
                  --help          Print usage
            """;

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
            printAll(out);
            return 0;
        }
        if (GROUPS.containsKey(first)) {
            printGroup(first, out);
            return arguments.size() == 1 || arguments.contains("--help") ? 0 : 1;
        }
        err.println("caisson: '" + first + "' is not a caisson command.\nSee 'caisson --help'");
        return 1;
    }

    private void printAll(PrintStream out) {
        out.println("Usage:  caisson [OPTIONS] COMMAND\n\nManagement Commands:");
        GROUPS.forEach((group, description) -> line(out, group, description));
        out.println("\nCommands:");
        // the launcher's, which becomes the daemon
        line(out, "daemon", "Run the daemon");
        table.group("").forEach(command -> line(out, command.getKey(), command.getValue()));
        out.print(OPTIONS);
        out.println("\nRun 'caisson COMMAND --help' for more information on a command.");
    }

    private void printGroup(String group, PrintStream out) {
        out.println("Usage:  caisson " + group + " COMMAND\n\n" + GROUPS.get(group) + "\n");
        out.println("Commands:");
        table.group(group).forEach(command -> line(out, command.getKey(), command.getValue()));
        out.println(
                "\nRun 'caisson " + group + " COMMAND --help' for more information on a command.");
    }

    private static void line(PrintStream out, String name, String description) {
        out.println("  " + name + " ".repeat(Math.max(1, 13 - name.length())) + description);
    }
}
