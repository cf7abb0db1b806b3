package dev.caisson.sys;

import java.util.concurrent.atomic.AtomicInteger;

/// The owner of one descriptor: closes it once.
public final class Fd implements AutoCloseable {
    private static final int NONE = -1;

    private final Syscalls syscalls;
    private final AtomicInteger number;

    private Fd(Syscalls syscalls, int number) {
        this.syscalls = syscalls;
        this.number = new AtomicInteger(number);
    }

    /// Takes ownership of a descriptor that a call just returned.
    public static Fd of(Syscalls syscalls, int number) {
        if (number < 0) throw new IllegalArgumentException("not a descriptor: " + number);
        return new Fd(syscalls, number);
    }

    /// The number, for a call.
    ///
    /// @throws IllegalStateException when it was closed or taken, because the number may be
    ///     another file by now
    public int number() {
        int current = number.get();
        if (current == NONE) throw new IllegalStateException("descriptor is closed or taken");
        return current;
    }

    /// Hands the descriptor over: closing this owner does nothing from here on.
    public int take() {
        int taken = number.getAndSet(NONE);
        if (taken == NONE) throw new IllegalStateException("descriptor is closed or taken");
        return taken;
    }

    /// Hands the descriptor over to a new owner.
    public Fd move() {
        return new Fd(syscalls, take());
    }

    public boolean isOpen() {
        return number.get() != NONE;
    }

    /// Its path in this process, for calls that take a path: `/proc/self/fd/N`.
    public String path() {
        return "/proc/self/fd/" + number();
    }

    /// Idempotent.
    @Override
    public void close() {
        int closing = number.getAndSet(NONE);
        if (closing != NONE) syscalls.close(closing);
    }

    @Override
    public String toString() {
        int current = number.get();
        return current == NONE ? "fd closed" : "fd " + current;
    }
}
