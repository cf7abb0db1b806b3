package dev.caisson.engine;

import dev.caisson.container.view.ContainerView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// One value of the filters `expose` and `publish`: a port or a range of them, with a protocol or
/// for TCP. The first is about the container's ports, the second about those of the host.
record PortFilter(int first, int last, String protocol) {
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?");

    static Predicate<ContainerView> exposed(String value) {
        var filter = parse("expose", value);
        return view -> {
            var ports = view.spec().network().ports();
            return ports.exposed().stream().anyMatch(filter::covers)
                    || ports.bindings().keySet().stream().anyMatch(filter::covers);
        };
    }

    /// What is published now, or is to be once the container runs.
    static Predicate<ContainerView> published(String value) {
        var filter = parse("publish", value);
        return view -> {
            boolean now =
                    view.network().ports().stream()
                            .anyMatch(port -> filter.covers(port.port(), port.protocol().word()));
            if (now || view.state().running()) return now;
            return view.spec().network().ports().bindings().entrySet().stream()
                    .anyMatch(
                            entry ->
                                    entry.getValue().stream()
                                            .anyMatch(
                                                    host ->
                                                            filter.covers(
                                                                    host.hostPort()
                                                                            + suffix(
                                                                                    entry
                                                                                            .getKey()))));
        };
    }

    /// @throws InvalidInput `FILTER_VALUE_INVALID`
    private static PortFilter parse(String key, String value) {
        var match = WRITTEN.matcher(value);
        if (!match.matches()) throw new InvalidInput(FaultCode.FILTER_VALUE_INVALID, key, value);
        int first = Integer.parseInt(match.group(1));
        var last = match.group(2);
        var protocol = match.group(3);
        return new PortFilter(
                first,
                last == null ? first : Integer.parseInt(last),
                protocol == null ? "tcp" : protocol);
    }

    private static String suffix(String port) {
        int slash = port.indexOf('/');
        return slash < 0 ? "" : port.substring(slash);
    }

    private boolean covers(String port) {
        var match = WRITTEN.matcher(port);
        if (!match.matches()) return false;
        var protocol = match.group(3);
        return covers(Integer.parseInt(match.group(1)), protocol == null ? "tcp" : protocol);
    }

    private boolean covers(int port, String word) {
        return port >= first && port <= last && word.equals(protocol);
    }
}
