package dev.caisson.front.docker.convert;

import dev.caisson.container.view.ContainerView;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.wire.ContainerSummary;
import dev.caisson.wire.PortBinding;
import dev.caisson.wire.PortReach;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes which ports of a container are open where.
final class PortWriter {
    private PortWriter() {}

    /// By the container's port; null for one that is not published.
    static Map<String, @Nullable List<PortBinding>> settings(ContainerView view) {
        var ports = new TreeMap<String, @Nullable List<PortBinding>>();
        if (!isOpen(view)) return ports;
        for (var port : exposed(view)) ports.put(port, null);
        var published = new TreeMap<String, List<PortBinding>>();
        for (var port : view.network().ports()) {
            published
                    .computeIfAbsent(key(port), _ -> new ArrayList<>())
                    .add(new PortBinding(text(port.host()), number(port)));
        }
        ports.putAll(published);
        return ports;
    }

    /// By the container's port, in the order of [#settings]; only those that are open.
    static Map<String, List<PortReach>> reach(ContainerView view) {
        var all = new TreeMap<String, List<PortReach>>();
        if (!isOpen(view)) return all;
        for (var port : view.network().ports()) {
            all.computeIfAbsent(key(port), _ -> new ArrayList<>())
                    .add(
                            new PortReach(
                                    text(port.host()),
                                    number(port),
                                    reach(port),
                                    view.network().relayed().contains(port) ? "host" : "client"));
        }
        return all;
    }

    static List<ContainerSummary.Port> summary(ContainerView view) {
        var ports = new ArrayList<ContainerSummary.Port>();
        if (!isOpen(view)) return ports;
        var open = new TreeSet<String>();
        for (var port : view.network().ports()) {
            open.add(key(port));
            ports.add(
                    new ContainerSummary.Port(
                            text(port.host()),
                            port.container(),
                            port.port(),
                            port.protocol().word(),
                            reach(port)));
        }
        for (var written : exposed(view)) {
            if (open.contains(written)) continue;
            int slash = written.indexOf('/');
            ports.add(
                    new ContainerSummary.Port(
                            null,
                            Integer.parseInt(written.substring(0, slash)),
                            0,
                            written.substring(slash + 1),
                            null));
        }
        ports.sort(Comparator.comparingInt(ContainerSummary.Port::privatePort));
        return ports;
    }

    private static boolean isOpen(ContainerView view) {
        return view.state().running() || view.network().armed();
    }

    /// What the image exposes and what was bound, with the protocol.
    private static Set<String> exposed(ContainerView view) {
        var ports = view.spec().network().ports();
        var all = new TreeSet<String>();
        for (var written : ports.exposed()) all.add(whole(written));
        for (var written : ports.bindings().keySet()) all.add(whole(written));
        all.removeIf(port -> !port.matches("[0-9]{1,5}/[a-z]+"));
        return all;
    }

    private static String whole(String written) {
        return written.indexOf('/') < 0 ? written + "/tcp" : written.toLowerCase(Locale.ROOT);
    }

    private static String key(PublishedPort port) {
        return port.container() + "/" + port.protocol().word();
    }

    /// Of the host; empty for one that is open at the container's own address.
    private static String number(PublishedPort port) {
        return port.isRouted() ? "" : Integer.toString(port.port());
    }

    private static String reach(PublishedPort port) {
        return switch (port.reach()) {
            case LOOPBACK -> "loopback";
            case LAN -> "lan";
            case ALL -> "everyone";
        };
    }

    private static String text(InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return address.getAddress().length == 4 ? "0.0.0.0" : "::";
        }
        if (address.isLoopbackAddress() && address.getAddress().length == 16) return "::1";
        return address.getHostAddress();
    }
}
