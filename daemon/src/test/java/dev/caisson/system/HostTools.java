package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// Programs of the host that system tests use. What is missing is fetched from Debian's packages
/// where kernel tests are required; elsewhere the test is skipped with a printed reason.
public final class HostTools {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final boolean REQUIRED = "1".equals(System.getenv("REQUIRE_KERNEL"));

    private HostTools() {}

    /// A program, or the end of the test: skipped, or failed under `REQUIRE_KERNEL=1`.
    ///
    /// @param debian name of the package that has it
    public static Path installed(String name, String debian) {
        var found = find(name);
        if (found.isEmpty() && REQUIRED) {
            CommandOutcome.of("apt-get", "update", "-q");
            CommandOutcome.of("apt-get", "install", "-q", "-y", "--no-install-recommends", debian);
            found = find(name);
        }
        return found.orElseGet(() -> missing(name, REQUIRED));
    }

    /// A program that Debian does not carry; skipped or failed likewise when it is not there.
    public static Path present(String name) {
        return find(name).orElseGet(() -> missing(name, REQUIRED));
    }

    /// A program on the PATH.
    public static Optional<Path> find(String name) {
        for (var directory : System.getenv("PATH").split(":", -1)) {
            var file = Path.of(directory, name);
            if (Files.isExecutable(file)) return Optional.of(file);
        }
        return Optional.empty();
    }

    /// Copies a program of the host with its libraries into a directory, which becomes the root of
    /// a file system: it is there as `/NAME`.
    public static void copy(Path program, Path root) {
        var copied =
                CommandOutcome.of(
                        "sh",
                        "-c",
                        "mkdir $1 && cp $0 $1/ && ldd $0 | grep -o '/[^ ]*' | xargs cp -L --parents"
                                + " -t $1",
                        program.toString(),
                        root.toString());
        assertThat(copied.code()).as(copied.err()).isZero();
    }

    /// Runs a program of the host, which must succeed, in a directory.
    ///
    /// @return what it prints, errors with it
    public static String run(Path directory, String... command) {
        var program = installed(command[0], command[0]).toString();
        var words = new ArrayList<>(List.of(command));
        words.set(0, program);
        try (var running = RunningCommand.start(words, directory)) {
            running.closeInput();
            var outcome = running.outcome(PATIENCE);
            assertThat(outcome.code()).as("%s: %s", words, outcome).isZero();
            return outcome.out();
        }
    }

    /// Ends the test unless it runs as root.
    public static void needRoot() {
        if ("root".equals(System.getProperty("user.name"))) return;
        missing("the super-user", REQUIRED);
    }

    private static Path missing(String name, boolean required) {
        var reason = name + " is not there";
        if (required) fail("REQUIRE_KERNEL=1, but " + reason);
        System.out.println("skipped: " + reason);
        return Assumptions.abort(reason);
    }
}
