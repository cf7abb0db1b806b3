package dev.caisson.container;

import dev.caisson.container.plan.EtcFiles;
import dev.caisson.container.plan.NamespaceChoice;
import dev.caisson.container.plan.NetworkDefaults;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.Namespaces.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Writes `hostname`, `hosts` and `resolv.conf` of a container, anew before each start.
final class EtcWriter {
    static final List<String> FILES = List.of("resolv.conf", "hostname", "hosts");

    private static final String RESOLV_CONF = "/etc/resolv.conf";
    private static final String SYSTEMD = "/run/systemd/resolve/resolv.conf";

    private final ContainerPaths paths;
    private final HostFacts facts;
    private final NetworkDefaults defaults;

    EtcWriter(Services services) {
        paths = services.disk().paths();
        facts = services.settings().facts();
        defaults = services.settings().defaults().network();
    }

    void write(Snapshot container, NamespaceChoice choice, EtcFiles.Network network) {
        var id = container.id();
        var spec = container.definition().spec();
        var names = defaults.names(spec.network().names());
        boolean hostNetwork = choice.isHost(Kind.NET);
        var hostname = hostname(container, choice, facts);
        var hosts =
                hostNetwork
                        ? EtcFiles.hostsOfHost(host("/etc/hosts"), names.extraHosts(), network)
                        : EtcFiles.hosts(
                                hostname,
                                spec.identity().domainname(),
                                names.extraHosts(),
                                network);
        try {
            put(paths.etc(id, "hostname"), EtcFiles.hostname(hostname));
            put(paths.etc(id, "hosts"), hosts);
            put(paths.etc(id, "resolv.conf"), resolvConf(names, hostNetwork, network));
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.CONTAINER_NOT_WRITTEN, id, String.valueOf(failure));
        }
    }

    private static String resolvConf(
            NetworkRequest.Names names, boolean hostNetwork, EtcFiles.Network network) {
        var file = host(RESOLV_CONF);
        if (network.resolver()) return EtcFiles.resolvConfOfEngine(names, file);
        if (hostNetwork || network.addresses().isEmpty()) return EtcFiles.resolvConf(names, file);
        // A resolver on the host's loopback is not reached from here; systemd keeps a second list.
        var reached = EtcFiles.withoutLoopback(file);
        if (!EtcFiles.hasServer(reached)) reached = EtcFiles.withoutLoopback(host(SYSTEMD));
        return EtcFiles.resolvConf(names, reached);
    }

    /// As asked, or the host's where its name is shared, or the first digits of the id.
    static String hostname(Snapshot container, NamespaceChoice choice, HostFacts facts) {
        var asked = container.definition().spec().identity().hostname();
        if (!asked.isEmpty()) return asked;
        boolean shared = choice.isHost(Kind.UTS) || choice.isHost(Kind.NET);
        return shared ? facts.hostname() : container.id().shortForm();
    }

    /// In place: a running container that shares the file sees the new text.
    private static void put(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String host(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException absent) {
            return "";
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.CONTAINER_STORE_BROKEN, file, String.valueOf(failure));
        }
    }
}
