package dev.caisson.sys;

import com.sun.jna.LastErrorException;
import java.util.function.Supplier;

/// One system call: its number, its arguments, and the exception when it fails.
///
/// The text of the call is made only then.
final class Kernel {
    private Kernel() {}

    /// Repeats the call while a signal interrupts it.
    static long call(
            Supplier<String> text,
            CallNumber number,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f) {
        while (true) {
            try {
                return LibC.syscall(number.number(), a, b, c, d, e, f);
            } catch (LastErrorException failure) {
                var errno = Errno.of(failure.getErrorCode());
                if (errno != Errno.EINTR) throw new SyscallException(errno, text.get());
            }
        }
    }

    static long call(
            Supplier<String> text, CallNumber number, long a, long b, long c, long d, long e) {
        return call(text, number, a, b, c, d, e, 0);
    }

    static long call(Supplier<String> text, CallNumber number, long a, long b, long c, long d) {
        return call(text, number, a, b, c, d, 0, 0);
    }

    static long call(Supplier<String> text, CallNumber number, long a, long b, long c) {
        return call(text, number, a, b, c, 0, 0, 0);
    }

    static long call(Supplier<String> text, CallNumber number, long a, long b) {
        return call(text, number, a, b, 0, 0, 0, 0);
    }

    static long call(Supplier<String> text, CallNumber number, long a) {
        return call(text, number, a, 0, 0, 0, 0, 0);
    }

    /// For waits: an interrupted one returns 0, as if the time were over.
    static long waiting(
            Supplier<String> text,
            CallNumber number,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f) {
        try {
            return LibC.syscall(number.number(), a, b, c, d, e, f);
        } catch (LastErrorException failure) {
            var errno = Errno.of(failure.getErrorCode());
            if (errno == Errno.EINTR) return 0;
            throw new SyscallException(errno, text.get());
        }
    }

    /// How a path relative to a descriptor is shown.
    static String at(int dirFd, String path) {
        if (path.isEmpty()) return "fd " + dirFd;
        if (dirFd == AtFlag.AT_FDCWD || path.startsWith("/")) return path;
        return path + " in fd " + dirFd;
    }
}
