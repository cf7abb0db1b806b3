package dev.caisson.net;

import dev.caisson.net.model.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whom the host asks for names. The engine asks from the host as well, so also those that answer
/// on its loopback only, such as systemd's at 127.0.0.53.
record HostResolvers(List<InetAddress> servers) {
    private static final Logger LOG = LoggerFactory.getLogger(HostResolvers.class);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path SYSTEMD = Path.of("/run/systemd/resolve/resolv.conf");
    private static final Pattern SERVER = Pattern.compile("\\s*nameserver\\s+(\\S+).*");
    private static final int LARGEST = 64 << 10;

    HostResolvers {
        servers = List.copyOf(servers);
    }

    static HostResolvers read() {
        return read(RESOLV_CONF);
    }

    /// Whether a container could not reach any of them, nor those systemd asks.
    boolean areOnlyOfLoopback() {
        return !servers.isEmpty() && isLoopback() && read(SYSTEMD).isLoopback();
    }

    private boolean isLoopback() {
        return servers.stream().allMatch(InetAddress::isLoopbackAddress);
    }

    private static HostResolvers read(Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) > LARGEST) {
                return new HostResolvers(List.of());
            }
            var servers = new ArrayList<InetAddress>();
            for (var line : Files.readAllLines(file)) {
                var match = SERVER.matcher(line);
                if (match.matches()) Addresses.parse(match.group(1)).ifPresent(servers::add);
            }
            return new HostResolvers(servers);
        } catch (IOException unreadable) {
            LOG.debug("path={} cannot be read, asking nobody", file, unreadable);
            return new HostResolvers(List.of());
        }
    }
}
