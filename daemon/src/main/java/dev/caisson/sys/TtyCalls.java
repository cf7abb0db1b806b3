package dev.caisson.sys;

/// The `ioctl(2)`s of terminals. Numbers: include/uapi/asm-generic/ioctls.h.
public interface TtyCalls {
    /// `TIOCGWINSZ`.
    WindowSize tiocgwinsz(int fd);

    /// `TIOCSWINSZ`; the foreground group gets `SIGWINCH` when the size changes.
    void tiocswinsz(int fd, WindowSize size);

    /// `TIOCSPTLCK`: unlocks (or locks) the other end of a master.
    void tiocsptlck(int masterFd, boolean locked);

    /// `TIOCGPTN`: the number of the pty in its devpts.
    int tiocgptn(int masterFd);

    /// `TIOCGPTPEER`: opens the other end of a master without a path. Close-on-exec.
    ///
    /// @param flags [OpenFlag] `O_RDWR | O_NOCTTY` usually
    int tiocgptpeer(int masterFd, int flags);
}
