package dev.caisson.container.plan;

import dev.caisson.container.request.NetworkRequest.Names;
import java.util.List;

/// The texts of the files below `/etc` that the engine keeps for a container.
public final class EtcFiles {
    private EtcFiles() {}

    public static String hostname(String name) {
        return name + "\n";
    }

    /// @param hostname of the container
    public static String hosts(String hostname, String domainname, List<String> extraHosts) {
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
        append(text, extraHosts);
        var full = domainname.isEmpty() ? hostname : hostname + "." + domainname + " " + hostname;
        return text.append("127.0.1.1\t").append(full).append('\n').toString();
    }

    /// The host's own file with the names asked for behind.
    public static String hostsOfHost(String hostFile, List<String> extraHosts) {
        var text = new StringBuilder(hostFile);
        if (!hostFile.isEmpty() && !hostFile.endsWith("\n")) text.append('\n');
        append(text, extraHosts);
        return text.toString();
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

    private static void append(StringBuilder text, List<String> extraHosts) {
        for (var entry : extraHosts) {
            int split = entry.indexOf(entry.indexOf('=') >= 0 ? '=' : ':');
            var address = entry.substring(split + 1);
            if (address.startsWith("[") && address.endsWith("]")) {
                address = address.substring(1, address.length() - 1);
            }
            text.append(address).append('\t').append(entry, 0, split).append('\n');
        }
    }
}
