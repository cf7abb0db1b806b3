package dev.caisson.sys;

/// [TtyCalls] on the running kernel.
interface RealTerminals extends TtyCalls {
    // include/uapi/asm-generic/ioctls.h
    int TIOCGWINSZ = 0x5413;
    int TIOCSWINSZ = 0x5414;
    int TIOCGPTN = 0x80045430;
    int TIOCSPTLCK = 0x40045431;
    int TIOCGPTPEER = 0x5441;

    @Override
    default WindowSize tiocgwinsz(int fd) {
        try (var scratch = Scratch.take()) {
            int size = scratch.zeroed(Layouts.WINSIZE.size());
            Kernel.call(
                    () -> "ioctl TIOCGWINSZ fd " + fd,
                    CallNumber.IOCTL,
                    fd,
                    TIOCGWINSZ,
                    scratch.address(size));
            return new WindowSize(
                    Short.toUnsignedInt(scratch.memory().getShort(size + Layouts.WINSIZE_ROW)),
                    Short.toUnsignedInt(scratch.memory().getShort(size + Layouts.WINSIZE_COL)));
        }
    }

    @Override
    default void tiocswinsz(int fd, WindowSize size) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.WINSIZE.size());
            scratch.memory()
                    .putShort(struct + Layouts.WINSIZE_ROW, (short) size.rows())
                    .putShort(struct + Layouts.WINSIZE_COL, (short) size.columns());
            Kernel.call(
                    () -> "ioctl TIOCSWINSZ fd " + fd,
                    CallNumber.IOCTL,
                    fd,
                    TIOCSWINSZ,
                    scratch.address(struct));
        }
    }

    @Override
    default void tiocsptlck(int masterFd, boolean locked) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(4);
            scratch.memory().putInt(room, locked ? 1 : 0);
            Kernel.call(
                    () -> "ioctl TIOCSPTLCK fd " + masterFd,
                    CallNumber.IOCTL,
                    masterFd,
                    TIOCSPTLCK,
                    scratch.address(room));
        }
    }

    @Override
    default int tiocgptn(int masterFd) {
        try (var scratch = Scratch.take()) {
            int room = scratch.zeroed(4);
            Kernel.call(
                    () -> "ioctl TIOCGPTN fd " + masterFd,
                    CallNumber.IOCTL,
                    masterFd,
                    Integer.toUnsignedLong(TIOCGPTN),
                    scratch.address(room));
            return scratch.memory().getInt(room);
        }
    }

    @Override
    default int tiocgptpeer(int masterFd, int flags) {
        return (int)
                Kernel.call(
                        () -> "ioctl TIOCGPTPEER fd " + masterFd,
                        CallNumber.IOCTL,
                        masterFd,
                        TIOCGPTPEER,
                        flags | OpenFlag.O_CLOEXEC);
    }
}
