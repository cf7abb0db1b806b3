package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The AOT caches of programs that tests start in JVMs of their own, recorded as the launcher
/// records them for users: what is tested starts as it does there, and sooner.
///
/// They are kept in the build's directory until a jar is made anew. Without such a directory, or
/// with classes that are in no jar, there is none: the JVM takes jars only.
public final class StartCache {
    private static final Path BUILD = Path.of("target");
    private static final Map<String, List<String>> MADE = new ConcurrentHashMap<>();

    private StartCache() {}

    /// The flag of the JVM that names the cache, made when there is none; empty where none can be.
    ///
    /// @param java the program and its flags, which the cache is bound to
    /// @param classPath what it will be started with
    /// @param training the class to record, and its arguments
    public static List<String> flags(List<String> java, String classPath, List<String> training) {
        return MADE.computeIfAbsent(training.getFirst(), _ -> cached(java, classPath, training));
    }

    private static List<String> cached(List<String> java, String classPath, List<String> training) {
        var jars = Stream.of(classPath.split(File.pathSeparator, -1)).map(Path::of).toList();
        boolean possible = Files.isDirectory(BUILD) && jars.stream().allMatch(Files::isRegularFile);
        if (!possible) return List.of();
        var cache = BUILD.resolve(training.getFirst() + ".aot").toAbsolutePath();
        try {
            if (!fresh(cache, jars)) record(cache, java, classPath, training);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-XX:AOTCache=" + cache);
    }

    private static boolean fresh(Path cache, List<Path> jars) throws IOException {
        if (!Files.exists(cache)) return false;
        var made = Files.getLastModifiedTime(cache);
        for (var jar : jars) {
            if (Files.getLastModifiedTime(jar).compareTo(made) >= 0) return false;
        }
        return true;
    }

    /// Beside it first: another JVM of the tests may do the same.
    private static void record(
            Path cache, List<String> java, String classPath, List<String> training)
            throws IOException {
        var making =
                cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
        var command = new ArrayList<>(java);
        command.addAll(List.of("-XX:AOTCacheOutput=" + making, "-cp", classPath));
        command.addAll(training);
        var outcome = CommandOutcome.of(command.toArray(String[]::new));
        assertThat(making).as(outcome.out() + outcome.err()).exists();
        Files.deleteIfExists(making.resolveSibling(making.getFileName() + ".config"));
        Files.move(making, cache, StandardCopyOption.ATOMIC_MOVE);
    }
}
