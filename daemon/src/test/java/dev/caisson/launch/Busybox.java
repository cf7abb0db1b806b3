package dev.caisson.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A statically linked busybox of the host, installed from the distribution when it is missing.
final class Busybox {
    static final List<String> APPLETS =
            List.of(
                    "sh",
                    "true",
                    "false",
                    "cat",
                    "echo",
                    "ls",
                    "ps",
                    "id",
                    "kill",
                    "sleep",
                    "dd",
                    "head",
                    "tail",
                    "mount",
                    "stat",
                    "hostname",
                    "pwd",
                    "tty",
                    "stty",
                    "env",
                    "grep",
                    "wc",
                    "seq",
                    "yes",
                    "readlink",
                    "mkdir",
                    "touch",
                    "ulimit",
                    "trap",
                    "ln",
                    "rm",
                    "chmod",
                    "nproc",
                    "cut",
                    "tr",
                    "test",
                    "usleep",
                    "nohup",
                    "setsid");

    private static final Path PATH = Path.of("/bin/busybox");

    private Busybox() {}

    static Path path() {
        if (!Files.exists(PATH)) install();
        if (!Files.exists(PATH)) {
            var reason = "no /bin/busybox, and busybox-static could not be installed";
            if (System.getenv("REQUIRE_KERNEL") != null) throw new AssertionError(reason);
            System.out.println("skipped: " + reason);
            Assumptions.abort(reason);
        }
        return PATH;
    }

    private static void install() {
        try {
            var apt =
                    new ProcessBuilder("apt-get", "install", "-y", "-q", "busybox-static")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!apt.waitFor(3, TimeUnit.MINUTES)) apt.destroyForcibly();
        } catch (IOException noApt) {
            System.out.println("apt-get: " + noApt.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
