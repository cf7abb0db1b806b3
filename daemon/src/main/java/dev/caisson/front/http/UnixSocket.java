package dev.caisson.front.http;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of a unix socket: taken over from a dead daemon, never from a living one, and open to
/// its group only.
///
/// @param groups the first that exists gets access
public record UnixSocket(Path path, List<String> groups) {
    private static final Logger LOG = LoggerFactory.getLogger(UnixSocket.class);

    public UnixSocket {
        groups = List.copyOf(groups);
    }

    /// For members of `caisson`, or of `docker` where there is no such group.
    public static UnixSocket at(Path path) {
        return new UnixSocket(path, List.of("caisson", "docker"));
    }

    /// Removes what a dead daemon left. Safe for daemons that hold the lock of their data root:
    /// one with another data root but the same socket is found by connecting to it.
    ///
    /// @throws Conflict `SOCKET_IN_USE`
    void clear() {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
            if (isAnswered()) throw new Conflict(FaultCode.SOCKET_IN_USE, path);
            if (!isSocket()) throw new Conflict(FaultCode.SOCKET_PATH_TAKEN, path);
            Files.delete(path);
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.SOCKET_UNUSABLE, path, String.valueOf(failure.getMessage()));
        }
    }

    /// Lets the group in.
    void open() {
        try {
            var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            var lookup = path.getFileSystem().getUserPrincipalLookupService();
            for (var name : groups) {
                try {
                    view.setGroup(lookup.lookupPrincipalByGroupName(name));
                    break;
                } catch (UserPrincipalNotFoundException absent) {
                    LOG.debug("no group {} on this host", name);
                }
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.SOCKET_UNUSABLE, path, String.valueOf(failure.getMessage()));
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            LOG.warn("cannot remove the socket, ignoring, path={}", path, failure);
        }
    }

    private boolean isSocket() throws IOException {
        return Files.readAttributes(
                        path,
                        java.nio.file.attribute.BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    private boolean isAnswered() throws IOException {
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobody) {
            return false;
        }
    }
}
