package dev.caisson.cli.create;

import dev.caisson.cli.arguments.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Files of `NAME=VALUE` lines: `--env-file` and `--label-file`. Blank lines and lines that begin
/// with `#` are skipped; a name alone takes its value from the user's environment.
public final class KeyValueFiles {
    private KeyValueFiles() {}

    /// @throws UsageError for a line without a name
    public static List<String> read(String file) throws IOException {
        var entries = new ArrayList<String>();
        for (var line : Files.readAllLines(Path.of(file))) {
            var text = line.stripLeading();
            if (text.isEmpty() || text.startsWith("#")) continue;
            if (text.startsWith("=")) {
                throw new UsageError(
                        "poorly formatted environment: no variable name on line '" + line + "'");
            }
            entries.add(text);
        }
        return entries;
    }

    /// Variables of the files, then those given: a name alone takes its value from the environment,
    /// and is left out where that has none.
    public static List<String> environment(
            List<String> files, List<String> given, Map<String, String> environment)
            throws IOException {
        var all = new ArrayList<String>();
        for (var file : files) all.addAll(read(file));
        all.addAll(given);
        var resolved = new ArrayList<String>();
        for (var entry : all) {
            if (entry.startsWith("="))
                throw new UsageError("invalid environment variable: " + entry);
            if (entry.contains("=")) resolved.add(entry);
            else if (environment.containsKey(entry))
                resolved.add(entry + "=" + environment.get(entry));
        }
        return resolved;
    }
}
