package dev.caisson.launch.seccomp;

/// What the kernel does with a call.
///
/// @param returnValue what the filter returns: `SECCOMP_RET_…` of include/uapi/linux/seccomp.h,
///     with its data in the lower 16 bits
record Action(int returnValue) {
    private static final int KINDS = 0xFFFF_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int TRACE = 0x7FF0_0000;
    private static final int DATA = 0xFFFF;
    /// `MAX_ERRNO`: the kernel makes this of anything higher.
    private static final int HIGHEST_ERRNO = 4095;

    static final Action KILL_PROCESS = new Action(0x8000_0000);
    static final Action KILL_THREAD = new Action(0);
    static final Action TRAP = new Action(0x0003_0000);
    static final Action LOG = new Action(0x7FFC_0000);
    static final Action ALLOW = new Action(0x7FFF_0000);
    static final Action NO_SUCH_CALL = errno(38);

    static Action errno(long errno) {
        if (errno < 0 || errno > HIGHEST_ERRNO)
            throw new IllegalArgumentException("errno " + errno + " is not in 0-" + HIGHEST_ERRNO);
        return new Action(ERRNO | (int) errno);
    }

    static Action trace(long message) {
        if (message < 0 || message > DATA)
            throw new IllegalArgumentException("trace data " + message + " is not in 0-" + DATA);
        return new Action(TRACE | (int) message);
    }

    /// Whether calls that nobody thought of are let through: by a good tracer, too.
    boolean isPermissive() {
        int kind = returnValue & KINDS;
        return kind == ALLOW.returnValue || kind == LOG.returnValue || kind == TRACE;
    }
}
