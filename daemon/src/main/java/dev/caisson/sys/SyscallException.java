package dev.caisson.sys;

/// A system call failed: `mount overlay on /x: EINVAL (Invalid argument)`.
///
/// Thrown by [Syscalls]; the room that knows why the call was made turns it into a fault. Decide on
/// [#errno()], never on the text.
public final class SyscallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Errno errno;
    private final String call;

    /// @param call the call with its arguments, as a person would say it
    public SyscallException(Errno errno, String call) {
        this(errno, call, "");
    }

    /// @param detail what the kernel said besides the number, may be empty
    public SyscallException(Errno errno, String call, String detail) {
        super(
                "%s: %s (%s)%s"
                        .formatted(
                                call, errno, errno.text(), detail.isEmpty() ? "" : ": " + detail));
        this.errno = errno;
        this.call = call;
    }

    public Errno errno() {
        return errno;
    }

    /// The call without the reason.
    public String call() {
        return call;
    }

    /// Whether the reason is this one.
    public boolean is(Errno other) {
        return errno == other;
    }
}
