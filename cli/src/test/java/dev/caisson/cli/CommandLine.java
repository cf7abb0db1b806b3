package dev.caisson.cli;

import dev.caisson.system.StartCache;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The command line as tests start it: in a JVM of its own, with the flags of the launcher.
final class CommandLine {
    /// The class path that the launcher takes, where this is made of jars.
    private static final Path APP = Path.of("target", "app");

    private CommandLine() {}

    /// @param flags of the JVM
    static List<String> program(String... flags) {
        var packaged = Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        if (!packaged.endsWith(".jar")) return java("dev.caisson.cli.Main", flags);
        var path = classPath(APP);
        var command = new ArrayList<>(java());
        command.addAll(StartCache.flags(java(), path, List.of("dev.caisson.cli.Training")));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", path, "dev.caisson.cli.Main"));
        return command;
    }

    /// A JVM with everything on its class path.
    static List<String> java(String main, String... flags) {
        var command = new ArrayList<>(java());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED");
    }

    private static String classPath(Path directory) {
        try (var jars = Files.list(directory.toAbsolutePath())) {
            return jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The words of a command for a shell.
    static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
