package dev.caisson.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// Directories of tests, with names short enough for a socket inside.
public final class Directories {
    private Directories() {}

    /// A new directory of the host's file system for temporary files.
    public static Path temporary() {
        try {
            return Files.createTempDirectory(Path.of("/tmp"), "caisson-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes a directory with all it holds. Nothing may be mounted beneath.
    public static void remove(Path directory) {
        try (var entries = Files.walk(directory)) {
            for (var entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
