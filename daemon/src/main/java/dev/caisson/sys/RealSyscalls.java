package dev.caisson.sys;

/// [Syscalls] on the running kernel. Stateless; each family is an interface of its own with all
/// its methods.
final class RealSyscalls
        implements Syscalls,
                RealMounts,
                RealFiles,
                RealDirectories,
                RealAttributes,
                RealQuotas,
                RealProcesses,
                RealEvents,
                RealTerminals,
                RealSockets,
                RealBpf {
    private static final RealSyscalls INSTANCE = new RealSyscalls();

    private RealSyscalls() {}

    static RealSyscalls instance() {
        return INSTANCE;
    }
}
