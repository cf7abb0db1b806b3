package dev.caisson.container.plan;

import dev.caisson.container.request.NetworkRequest.Names;
import java.util.List;
import java.util.regex.Pattern;

/// The texts of the files below `/etc` that the engine keeps for a container.
public final class EtcFiles {
    private static final Pattern DOTS = Pattern.compile("options\\s(.*\\s)?ndots:.*");

    private EtcFiles() {}

    public static String hostname(String name) {
        return name + "\n";
    }

    /// What the network of a container adds to its files.
    ///
    /// @param addresses its own
    /// @param links names of other containers with their addresses, as lines of `hosts`
    /// @param gateways what `host-gateway` stands for; empty when the host is not reached
    /// @param resolver whether the engine answers its questions
    public record Network(
            List<String> addresses, List<String> links, List<String> gateways, boolean resolver) {
        public static final Network NONE = new Network(List.of(), List.of(), List.of(), false);

        public Network {
            addresses = List.copyOf(addresses);
            links = List.copyOf(links);
            gateways = List.copyOf(gateways);
        }
    }

    /// @param hostname of the container
    public static String hosts(
            String hostname, String domainname, List<String> extraHosts, Network network) {
        var text =
                new StringBuilder(
                        """
                        127.0.0.1\tlocalhost
                        ::1\tlocalhost ip6-localhost ip6-loopback
                        fe00::\tip6-localnet
                        ff00::\tip6-mcastprefix
                        ff02::1\tip6-allnodes
                        ff02::2\tip6-allrouters
                        """);
        append(text, extraHosts, network.gateways());
        for (var link : network.links()) text.append(link).append('\n');
        var full = domainname.isEmpty() ? hostname : hostname + "." + domainname + " " + hostname;
        var own = network.addresses().isEmpty() ? List.of("127.0.1.1") : network.addresses();
        for (var address : own) text.append(address).append('\t').append(full).append('\n');
        return text.toString();
    }

    /// The host's own file with the names asked for behind.
    public static String hostsOfHost(String hostFile, List<String> extraHosts, Network network) {
        var text = new StringBuilder(hostFile);
        if (!hostFile.isEmpty() && !hostFile.endsWith("\n")) text.append('\n');
        append(text, extraHosts, network.gateways());
        return text.toString();
    }

    /// Where the engine itself resolves names; servers that were asked for are those it asks.
    ///
    /// @param hostFile the host's own, for what was not asked for
    public static String resolvConfOfEngine(Names asked, String hostFile) {
        var engine =
                new Names(
                        List.of("127.0.0.11"),
                        asked.options(),
                        asked.searchDomains(),
                        asked.extraHosts());
        var text = resolvConf(engine, hostFile);
        boolean dots = text.lines().anyMatch(line -> DOTS.matcher(line).matches());
        return dots ? text : text + "options ndots:0\n";
    }

    /// Without servers that answer on the host alone.
    public static String withoutLoopback(String hostFile) {
        var text = new StringBuilder();
        hostFile.lines()
                .filter(line -> !line.matches("\\s*nameserver\\s+(127\\.|::1).*"))
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    public static boolean hasServer(String file) {
        return file.lines().anyMatch(line -> line.startsWith("nameserver"));
    }

    /// @param hostFile the host's own, for what was not asked for
    public static String resolvConf(Names asked, String hostFile) {
        boolean nothing =
                asked.servers().isEmpty()
                        && asked.options().isEmpty()
                        && asked.searchDomains().isEmpty();
        if (nothing) return hostFile;
        var text = new StringBuilder();
        if (asked.servers().isEmpty()) {
            copy(text, hostFile, "nameserver");
        } else {
            for (var server : asked.servers())
                text.append("nameserver ").append(server).append('\n');
        }
        if (asked.searchDomains().isEmpty()) {
            copy(text, hostFile, "search");
        } else if (!asked.searchDomains().equals(List.of("."))) {
            text.append("search ").append(String.join(" ", asked.searchDomains())).append('\n');
        }
        if (asked.options().isEmpty()) {
            copy(text, hostFile, "options");
        } else {
            text.append("options ").append(String.join(" ", asked.options())).append('\n');
        }
        return text.toString();
    }

    private static void copy(StringBuilder text, String hostFile, String keyword) {
        hostFile.lines()
                .filter(line -> line.startsWith(keyword + " ") || line.startsWith(keyword + "\t"))
                .forEach(line -> text.append(line).append('\n'));
    }

    private static void append(StringBuilder text, List<String> extraHosts, List<String> gateways) {
        for (var entry : extraHosts) {
            int split = entry.indexOf(entry.indexOf('=') >= 0 ? '=' : ':');
            var address = entry.substring(split + 1);
            if (address.startsWith("[") && address.endsWith("]")) {
                address = address.substring(1, address.length() - 1);
            }
            var meant = address.equals("host-gateway") ? gateways : List.of(address);
            for (var each : meant) {
                text.append(each).append('\t').append(entry, 0, split).append('\n');
            }
        }
    }
}
