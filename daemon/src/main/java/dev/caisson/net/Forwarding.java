package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes the host a router, which it has to be for containers to reach others, and remembers over
/// restarts of the daemon that it was the engine who did.
final class Forwarding {
    private static final String SETTING = "net/ipv4/ip_forward";
    private static final String SETTING_SIX = "net/ipv6/conf/all/forwarding";
    private static final Path PROC = Path.of("/proc/sys");

    private final Syscalls syscalls;
    private final Path mark;
    private final boolean allowed;

    /// @param allowed whether the engine may change anything
    Forwarding(Syscalls syscalls, Path execRoot, boolean allowed) {
        this.syscalls = syscalls;
        this.allowed = allowed;
        mark = execRoot.resolve("forwarding");
    }

    /// @param six whether packets of IPv6 are to be forwarded as well
    /// @return whether the host is a router only because of the engine
    boolean ensure(boolean six) {
        try {
            if (!allowed) return Files.exists(mark);
            if (isOff(SETTING)) {
                Files.writeString(mark, "");
                NetworkNamespace.writeSysctl(syscalls, SETTING, "1");
            }
            if (six && Files.exists(PROC.resolve(SETTING_SIX)) && isOff(SETTING_SIX)) {
                NetworkNamespace.writeSysctl(syscalls, SETTING_SIX, "1");
            }
            return Files.exists(mark);
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.NETWORK_FAILED, "forwarding", String.valueOf(failure));
        }
    }

    /// The engine needs it no longer: as it was, where the engine had changed it.
    void restore() {
        try {
            if (Files.deleteIfExists(mark)) {
                NetworkNamespace.writeSysctl(syscalls, SETTING, "0");
            }
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.NETWORK_FAILED, "forwarding", String.valueOf(failure));
        }
    }

    private static boolean isOff(String setting) throws IOException {
        return Files.readString(PROC.resolve(setting)).strip().equals("0");
    }
}
