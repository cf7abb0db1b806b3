package dev.caisson.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs of the host; what is missing is installed from the distribution.
final class HostTools {
    private static final int MINUTES = 5;

    private HostTools() {}

    /// Something a guest needs and this host cannot have.
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String what) {
            super(what);
        }
    }

    /// Makes sure a program is there.
    static void need(String program, String debianPackage) throws Missing {
        if (isInstalled(program)) return;
        try {
            run(
                    Path.of("/"),
                    "apt-get",
                    "install",
                    "-y",
                    "-q",
                    "--no-install-recommends",
                    debianPackage);
        } catch (Missing outdated) {
            run(Path.of("/"), "apt-get", "update", "-q");
            run(
                    Path.of("/"),
                    "apt-get",
                    "install",
                    "-y",
                    "-q",
                    "--no-install-recommends",
                    debianPackage);
        }
        if (!isInstalled(program)) throw new Missing("no " + program + " in " + debianPackage);
    }

    /// Runs a program to its end.
    ///
    /// @return what it prints
    static String run(Path directory, String... command) throws Missing {
        try {
            var process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) process.destroyForcibly();
            if (process.exitValue() != 0)
                throw new Missing(String.join(" ", command) + " failed: " + output.strip());
            return output;
        } catch (IOException e) {
            throw new Missing(String.join(" ", command) + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Missing(String.join(" ", command) + " was interrupted");
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /// Where a program is.
    static Path path(String program) throws Missing {
        for (var directory : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
            var path = Path.of(directory, program);
            if (Files.isExecutable(path)) return path;
        }
        throw new Missing("no " + program);
    }
}
