package dev.caisson.cli.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the daemon listens.
///
/// @param socket the unix socket
/// @param isDefault true when the user named none: only then may a daemon be started
public record DaemonAddress(Path socket, boolean isDefault) {
    /// The socket of a daemon that was started without `-H`.
    public static final Path DEFAULT_SOCKET = Path.of("/run/caisson/caisson.sock");

    /// @param flag value of `-H`, or null
    /// @param environment value of `CAISSON_HOST` or else `DOCKER_HOST`, or null
    /// @throws IllegalArgumentException for anything but `unix://PATH`
    public static DaemonAddress of(@Nullable String flag, @Nullable String environment) {
        var written = flag != null ? flag : environment;
        if (written == null || written.isEmpty()) return new DaemonAddress(DEFAULT_SOCKET, true);
        if (!written.startsWith("unix://") || written.length() == "unix://".length()) {
            throw new IllegalArgumentException(
                    "unable to parse docker host \"" + written + "\": use unix:///path/to/socket");
        }
        return new DaemonAddress(Path.of(written.substring("unix://".length())), false);
    }

    @Override
    public String toString() {
        return "unix://" + socket;
    }
}
