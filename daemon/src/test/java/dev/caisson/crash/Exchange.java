package dev.caisson.crash;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets two names change places as fast as the kernel does it, until it is closed.
final class Exchange implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    Exchange(String one, String other) {
        var syscalls = Syscalls.real();
        thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!ended.get()) exchange(syscalls, one, other);
                                });
    }

    private static void exchange(Syscalls syscalls, String one, String other) {
        try {
            syscalls.renameat2(
                    AtFlag.AT_FDCWD, one, AtFlag.AT_FDCWD, other, AtFlag.RENAME_EXCHANGE);
        } catch (SyscallException gone) {
            Thread.onSpinWait(); // somebody replaces it just now
        }
    }

    @Override
    public void close() {
        ended.set(true);
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
