package dev.caisson.elf;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Programs of the host that kernel tests use. What is missing skips the test with a printed
/// reason, or fails it under `REQUIRE_KERNEL=1`.
final class Tools {
    private static final boolean REQUIRED = "1".equals(System.getenv("REQUIRE_KERNEL"));

    private Tools() {}

    /// A program on the PATH that must be there where kernel tests are required.
    static Path required(String name) {
        return find(name).orElseGet(() -> missing(name, REQUIRED));
    }

    /// A program on the PATH that may be missing everywhere.
    static Path optional(String name) {
        return find(name).orElseGet(() -> missing(name, false));
    }

    /// The user-mode emulator for aarch64; fetched from Debian where kernel tests are required.
    static Path aarch64() {
        var name = "qemu-aarch64-static";
        if (find(name).isEmpty() && REQUIRED) {
            run("apt-get", "update", "-q");
            run("apt-get", "install", "-q", "-y", "--no-install-recommends", "qemu-user-static");
        }
        return required(name);
    }

    private static Path missing(String name, boolean required) {
        var reason = name + " is not installed";
        if (required) fail("REQUIRE_KERNEL=1, but " + reason);
        System.out.println("skipped: " + reason);
        return Assumptions.abort(reason);
    }

    private static Optional<Path> find(String name) {
        for (var directory : System.getenv("PATH").split(":", -1)) {
            var file = Path.of(directory, name);
            if (Files.isExecutable(file)) return Optional.of(file);
        }
        return Optional.empty();
    }

    /// Runs a command to its end.
    static void run(String... command) {
        try {
            var process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                fail(String.join(" ", command) + " does not end");
            }
            if (process.exitValue() != 0) {
                fail(String.join(" ", command) + " exits with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
