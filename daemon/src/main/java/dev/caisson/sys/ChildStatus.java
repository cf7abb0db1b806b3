package dev.caisson.sys;

/// How a child changed. Layout: `siginfo_t`, include/uapi/asm-generic/siginfo.h.
///
/// @param pid the child
/// @param code [Wait#CLD_EXITED], `CLD_KILLED`, `CLD_DUMPED`, `CLD_STOPPED`, `CLD_CONTINUED`
/// @param status exit code, or number of the signal
public record ChildStatus(int pid, int code, int status) {
    /// From the status word of `wait4(2)`. Source: bits/waitstatus.h.
    static ChildStatus ofWaitStatus(int pid, int word) {
        int low = word & 0x7f;
        int high = (word >> 8) & 0xff;
        if (word == 0xffff) return new ChildStatus(pid, Wait.CLD_CONTINUED, Signal.SIGCONT);
        if (low == 0) return new ChildStatus(pid, Wait.CLD_EXITED, high);
        if (low == 0x7f) return new ChildStatus(pid, Wait.CLD_STOPPED, high);
        boolean dumped = (word & 0x80) != 0;
        return new ChildStatus(pid, dumped ? Wait.CLD_DUMPED : Wait.CLD_KILLED, low);
    }

    /// As a shell has it: the exit code, or 128 plus the signal.
    public int shellStatus() {
        return code == Wait.CLD_EXITED ? status : 128 + status;
    }
}
