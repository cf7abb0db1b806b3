package dev.caisson.contract;

import java.util.List;

/// The table of the flags of `docker container …`: which test covers each, or what becomes of it.
public final class FlagTable {
    private static final String RESOURCE = "container-flags.txt";

    private FlagTable() {}

    /// A flag of `create` that inspect shows.
    ///
    /// @param written without the dashes
    /// @param template what of the container shows it
    public record Shown(String written, String template, String value) {}

    /// A flag of `create` that cannot be honoured.
    public record Refused(String written, String reason) {}

    /// Names of commands in the table.
    public static List<String> commands() {
        return lines().map(line -> line.substring(0, line.indexOf(' '))).distinct().toList();
    }

    /// `command flag`, for each line.
    public static List<String> flags() {
        return lines().map(line -> line.split("[ =]", 3)).map(it -> it[0] + " " + it[1]).toList();
    }

    /// Tests that lines name: `class#method`.
    public static List<String> tests() {
        return lines().filter(line -> line.contains(" @ "))
                .map(line -> line.substring(line.indexOf(" @ ") + 3))
                .filter(test -> !test.equals("create"))
                .distinct()
                .toList();
    }

    /// Those inspect shows.
    public static List<Shown> shown() {
        return lines().filter(line -> line.contains(" ~ "))
                .map(line -> line.substring("create ".length()).split(" ~ ", -1))
                .map(parts -> new Shown(parts[0], parts[1], parts[2]))
                .toList();
    }

    /// Those that are refused.
    public static List<Refused> refused() {
        return lines().filter(line -> line.contains(" ! "))
                .map(line -> line.substring("create ".length()).split(" ! ", -1))
                .map(parts -> new Refused(parts[0], parts[1]))
                .toList();
    }

    private static java.util.stream.Stream<String> lines() {
        return FieldTable.lines(RESOURCE).stream();
    }
}
