package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The smallest tree of the host's Debian release, made by debootstrap from the mirror the host
/// uses, and kept for later runs outside of the project.
public final class DebianTree {
    private static final Path CACHE =
            Path.of(System.getProperty("user.home"), ".cache", "caisson-tests");
    private static final Path SOURCES = Path.of("/etc/apt");
    private static final Pattern MIRROR =
            Pattern.compile("(?m)^(?:URIs:|deb) +http://([^/\\s]+)(/\\S*debian/?)(?:\\s|$)");

    private DebianTree() {}

    /// Where packages come from.
    ///
    /// @param host of the mirror, served at port 80
    /// @param settings the host's file that names it
    public record Mirror(String host, String path, Path settings) {}

    /// The mirror of this machine.
    public static Mirror mirror() {
        try (Stream<Path> files = Files.walk(SOURCES, 2)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                if (!name.endsWith(".sources") && !name.endsWith(".list")) continue;
                var match = MIRROR.matcher(Files.readString(file));
                if (match.find()) return new Mirror(match.group(1), match.group(2), file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new AssertionError("no Debian mirror in " + SOURCES);
    }

    /// A tar of the tree.
    ///
    /// @param directory where it is written
    public static Path archive(Path directory) {
        var archive = directory.resolve("debian.tar");
        run(List.of("tar", "-C", tree().toString(), "-cf", archive.toString(), "."));
        return archive;
    }

    private static Path tree() {
        var release = release();
        var tree = CACHE.resolve("debian-" + release);
        if (Files.isDirectory(tree)) return tree;
        var mirror = mirror();
        try {
            Files.createDirectories(CACHE);
            var making = Files.createTempDirectory(CACHE, "debian").resolve("tree");
            var debootstrap = HostTools.installed("debootstrap", "debootstrap").toString();
            var from = "http://" + mirror.host() + mirror.path();
            run(List.of(debootstrap, "--variant=minbase", release, making.toString(), from));
            Files.move(making, tree);
            Files.delete(making.getParent());
            return tree;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String release() {
        try {
            for (var line : Files.readAllLines(Path.of("/etc/os-release"))) {
                if (line.startsWith("VERSION_CODENAME=")) return line.substring(17);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new AssertionError("this host has no Debian release");
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("end of %s", command).isTrue();
            assertThat(process.exitValue()).as("%s\n%s", command, out).isZero();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
