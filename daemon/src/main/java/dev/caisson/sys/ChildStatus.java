package dev.caisson.sys;

/// How a child changed. Layout: `siginfo_t`, include/uapi/asm-generic/siginfo.h.
///
/// @param pid the child
/// @param code [Wait#CLD_EXITED], `CLD_KILLED`, `CLD_DUMPED`, `CLD_STOPPED`, `CLD_CONTINUED`
/// @param status exit code, or number of the signal
public record ChildStatus(int pid, int code, int status) {
    /// As a shell has it: the exit code, or 128 plus the signal.
    public int shellStatus() {
        return code == Wait.CLD_EXITED ? status : 128 + status;
    }
}
