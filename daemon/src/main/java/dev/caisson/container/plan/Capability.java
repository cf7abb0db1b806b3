package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The capabilities, in the order of `include/uapi/linux/capability.h`: the ordinal is the number.
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    /// Docker's fourteen. Source: moby oci/caps/defaults.go
    public static final Set<Capability> DEFAULTS =
            Set.of(
                    CHOWN,
                    DAC_OVERRIDE,
                    FSETID,
                    FOWNER,
                    MKNOD,
                    NET_RAW,
                    SETGID,
                    SETUID,
                    SETFCAP,
                    SETPCAP,
                    NET_BIND_SERVICE,
                    SYS_CHROOT,
                    KILL,
                    AUDIT_WRITE);

    private static final String ALL = "ALL";

    /// The capabilities as a mask.
    ///
    /// @param available mask of those the kernel knows and the daemon itself has
    /// @throws InvalidInput `CAPABILITY_INVALID`
    public static long mask(
            boolean privileged, List<String> added, List<String> dropped, long available) {
        boolean addAll = hasAll(added);
        boolean dropAll = hasAll(dropped);
        var toAdd = parse(added);
        var toDrop = parse(dropped);
        if (privileged) return available;
        Set<Capability> result;
        if (addAll) {
            result = EnumSet.allOf(Capability.class);
            result.removeAll(toDrop);
        } else if (dropAll) {
            result = EnumSet.noneOf(Capability.class);
            result.addAll(toAdd);
        } else {
            result = EnumSet.copyOf(DEFAULTS);
            result.removeAll(toDrop);
            result.addAll(toAdd);
        }
        long mask = 0;
        for (var capability : result) mask |= capability.bit();
        return mask & available;
    }

    /// Its bit in a mask.
    @SuppressWarnings("EnumOrdinal") // the ordinal is the kernel's number
    long bit() {
        return 1L << ordinal();
    }

    private static boolean hasAll(List<String> names) {
        return names.stream().anyMatch(name -> canonical(name).equals(ALL));
    }

    private static Set<Capability> parse(List<String> names) {
        var parsed = EnumSet.noneOf(Capability.class);
        for (var name : names) {
            var canonical = canonical(name);
            if (canonical.equals(ALL)) continue;
            parsed.add(
                    EnumSet.allOf(Capability.class).stream()
                            .filter(capability -> capability.name().equals(canonical))
                            .findFirst()
                            .orElseThrow(
                                    () -> new InvalidInput(FaultCode.CAPABILITY_INVALID, name)));
        }
        return parsed;
    }

    private static String canonical(String name) {
        var upper = name.strip().toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring(4) : upper;
    }
}
