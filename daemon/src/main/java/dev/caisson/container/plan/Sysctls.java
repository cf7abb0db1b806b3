package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Namespaces;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Kernel settings a container may have of its own: only those that belong to a namespace it does
/// not share. Source: runc libcontainer/configs/validate.
final class Sysctls {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+([./][a-zA-Z0-9_@-]+)+");
    private static final Set<String> IPC =
            Set.of(
                    "kernel.msgmax",
                    "kernel.msgmnb",
                    "kernel.msgmni",
                    "kernel.sem",
                    "kernel.shmall",
                    "kernel.shmmax",
                    "kernel.shmmni",
                    "kernel.shm_rmid_forced");

    private Sysctls() {}

    /// @throws InvalidInput `SYSCTL_REFUSED`
    static Map<String, String> plan(Map<String, String> asked, Namespaces namespaces) {
        var planned = new TreeMap<String, String>();
        boolean ownNetwork = own(namespaces, Namespaces.Kind.NET);
        if (ownNetwork) {
            planned.put("net.ipv4.ip_unprivileged_port_start", "0");
            planned.put("net.ipv4.ping_group_range", "0 2147483647");
        }
        asked.forEach(
                (written, value) -> {
                    var name = written.indexOf('.') < 0 ? written.replace('/', '.') : written;
                    check(name, namespaces);
                    planned.put(name, value);
                });
        return planned;
    }

    private static void check(String name, Namespaces namespaces) {
        if (!NAME.matcher(name).matches()) throw refused(name, "is not a name of a setting");
        if (name.startsWith("net.")) {
            if (!own(namespaces, Namespaces.Kind.NET)) {
                throw refused(name, "not allowed in host network namespace");
            }
        } else if (IPC.contains(name) || name.startsWith("fs.mqueue.")) {
            if (!own(namespaces, Namespaces.Kind.IPC)) {
                throw refused(name, "not allowed in host ipc namespace");
            }
        } else if (name.equals("kernel.domainname")) {
            if (!own(namespaces, Namespaces.Kind.UTS)) {
                throw refused(name, "not allowed in host uts namespace");
            }
        } else {
            throw refused(name, "is not in a separate kernel namespace");
        }
    }

    private static boolean own(Namespaces namespaces, Namespaces.Kind kind) {
        return switch (namespaces.of(kind)) {
            case Namespaces.Source.New _, Namespaces.Source.Prepared _ -> true;
            case Namespaces.Source.Host _, Namespaces.Source.Of _ -> false;
        };
    }

    private static InvalidInput refused(String name, String why) {
        return new InvalidInput(FaultCode.SYSCTL_REFUSED, name, why);
    }
}
