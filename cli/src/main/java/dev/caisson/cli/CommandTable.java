package dev.caisson.cli;

import dev.caisson.cli.container.ListContainers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The names of all commands. A command has one entry for each of its names, `container ls` as
/// well as `ps`.
final class CommandTable {
    /// A command that was found, with the words of its name.
    ///
    /// @param name as written, for messages
    /// @param words how many arguments the name took
    record Found(String name, int words, Command command) {}

    private record Entry(String description, Supplier<Command> command) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    CommandTable() {
        add(
                "List containers",
                ListContainers::new,
                "ps",
                "container ls",
                "container list",
                "container ps");
    }

    private void add(String description, Supplier<Command> command, String... names) {
        for (var name : names) entries.put(name, new Entry(description, command));
    }

    /// The command that the first one or two arguments name.
    Optional<Found> find(List<String> arguments) {
        for (int words = Math.min(2, arguments.size()); words > 0; words--) {
            var name = String.join(" ", arguments.subList(0, words));
            var entry = entries.get(name);
            if (entry != null) return Optional.of(new Found(name, words, entry.command().get()));
        }
        return Optional.empty();
    }

    /// Names and descriptions of the commands of one group: `container`, or an empty string for
    /// the top level.
    List<Map.Entry<String, String>> group(String group) {
        var found = new ArrayList<Map.Entry<String, String>>();
        entries.forEach(
                (name, entry) -> {
                    int space = name.indexOf(' ');
                    var parent = space < 0 ? "" : name.substring(0, space);
                    if (parent.equals(group)) {
                        found.add(Map.entry(name.substring(space + 1), entry.description()));
                    }
                });
        return found;
    }
}
