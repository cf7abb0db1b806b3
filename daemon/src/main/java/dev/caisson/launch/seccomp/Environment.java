package dev.caisson.launch.seccomp;

import java.util.List;

/// What guards are decided by.
///
/// @param capabilities bit n for the capability numbered n
record Environment(Abi host, long capabilities, KernelVersion kernel) {
    /// In the order of include/uapi/linux/capability.h.
    private static final List<String> CAPABILITIES =
            List.of(
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "DAC_READ_SEARCH",
                    "FOWNER",
                    "FSETID",
                    "KILL",
                    "SETGID",
                    "SETUID",
                    "SETPCAP",
                    "LINUX_IMMUTABLE",
                    "NET_BIND_SERVICE",
                    "NET_BROADCAST",
                    "NET_ADMIN",
                    "NET_RAW",
                    "IPC_LOCK",
                    "IPC_OWNER",
                    "SYS_MODULE",
                    "SYS_RAWIO",
                    "SYS_CHROOT",
                    "SYS_PTRACE",
                    "SYS_PACCT",
                    "SYS_ADMIN",
                    "SYS_BOOT",
                    "SYS_NICE",
                    "SYS_RESOURCE",
                    "SYS_TIME",
                    "SYS_TTY_CONFIG",
                    "MKNOD",
                    "LEASE",
                    "AUDIT_WRITE",
                    "AUDIT_CONTROL",
                    "SETFCAP",
                    "MAC_OVERRIDE",
                    "MAC_ADMIN",
                    "SYSLOG",
                    "WAKE_ALARM",
                    "BLOCK_SUSPEND",
                    "AUDIT_READ",
                    "PERFMON",
                    "BPF",
                    "CHECKPOINT_RESTORE");

    boolean hasCapability(String name) {
        if (!name.startsWith("CAP_")) return false;
        int number = CAPABILITIES.indexOf(name.substring("CAP_".length()));
        return number >= 0 && (capabilities >>> number & 1) == 1;
    }

    String architecture() {
        return host == Abi.X86_64 ? "amd64" : "arm64";
    }
}
