package dev.caisson.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The command line as tests start it: in a JVM of its own, with the flags of the launcher.
final class CommandLine {
    private CommandLine() {}

    /// @param flags of the JVM
    static List<String> program(String... flags) {
        return java("dev.caisson.cli.Main", flags);
    }

    /// A JVM with everything on its class path.
    static List<String> java(String main, String... flags) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    /// The words of a command for a shell.
    static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
