package dev.caisson.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where this host gets Debian's packages from.
///
/// @param host of the mirror, served at port 80
/// @param settings the host's file that names it
public record DebianMirror(String host, String path, Path settings) {
    private static final Path SOURCES = Path.of("/etc/apt");
    private static final Pattern MIRROR =
            Pattern.compile("(?m)^(?:URIs:|deb) +http://([^/\\s]+)(/\\S*debian/?)(?:\\s|$)");

    public static DebianMirror ofHost() {
        try (Stream<Path> files = Files.walk(SOURCES, 2)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                if (!name.endsWith(".sources") && !name.endsWith(".list")) continue;
                var match = MIRROR.matcher(Files.readString(file));
                if (match.find()) return new DebianMirror(match.group(1), match.group(2), file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new AssertionError("no Debian mirror in " + SOURCES);
    }

    String address() {
        return "http://" + host + path;
    }
}
