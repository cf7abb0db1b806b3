package dev.caisson.sys;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The four operations on extended attributes, each by descriptor or by path: the calls differ only
/// in their first argument.
final class ExtendedAttributes {
    /// The longest value and the longest list. Source: XATTR_SIZE_MAX, XATTR_LIST_MAX,
    /// include/uapi/linux/limits.h.
    private static final int MOST = 65536;

    private ExtendedAttributes() {}

    static byte[] get(CallNumber call, int fd, String name) {
        try (var scratch = Scratch.take()) {
            return get(scratch, call, fd, "fd " + fd, name);
        }
    }

    static byte[] get(CallNumber call, String path, String name) {
        try (var scratch = Scratch.take()) {
            return get(scratch, call, scratch.path(path), path, name);
        }
    }

    private static byte[] get(
            Scratch scratch, CallNumber call, long file, String shown, String name) {
        int room = scratch.block(MOST);
        int length =
                (int)
                        Kernel.call(
                                () -> text(call, name, shown),
                                call,
                                file,
                                scratch.path(name),
                                scratch.address(room),
                                MOST);
        return scratch.copy(room, length);
    }

    static void set(CallNumber call, int fd, String name, byte[] value, int flags) {
        try (var scratch = Scratch.take()) {
            set(scratch, call, fd, "fd " + fd, name, value, flags);
        }
    }

    static void set(CallNumber call, String path, String name, byte[] value, int flags) {
        try (var scratch = Scratch.take()) {
            set(scratch, call, scratch.path(path), path, name, value, flags);
        }
    }

    private static void set(
            Scratch scratch,
            CallNumber call,
            long file,
            String shown,
            String name,
            byte[] value,
            int flags) {
        long key = scratch.path(name);
        if (value.length > MOST) {
            throw new SyscallException(Errno.E2BIG, text(call, name, shown));
        }
        long bytes = scratch.bytes(value, 0, value.length);
        Kernel.call(() -> text(call, name, shown), call, file, key, bytes, value.length, flags);
    }

    static List<String> list(CallNumber call, int fd) {
        try (var scratch = Scratch.take()) {
            return list(scratch, call, fd, "fd " + fd);
        }
    }

    static List<String> list(CallNumber call, String path) {
        try (var scratch = Scratch.take()) {
            return list(scratch, call, scratch.path(path), path);
        }
    }

    private static List<String> list(Scratch scratch, CallNumber call, long file, String shown) {
        int room = scratch.block(MOST);
        int length =
                (int)
                        Kernel.call(
                                () -> text(call, "", shown),
                                call,
                                file,
                                scratch.address(room),
                                MOST);
        var names = new ArrayList<String>();
        for (int at = room; at < room + length; ) {
            int size = NativeText.length(scratch.memory(), at, room + length);
            names.add(scratch.text(at, size));
            at += size + 1;
        }
        return names;
    }

    static void remove(CallNumber call, int fd, String name) {
        try (var scratch = Scratch.take()) {
            Kernel.call(() -> text(call, name, "fd " + fd), call, fd, scratch.path(name));
        }
    }

    static void remove(CallNumber call, String path, String name) {
        try (var scratch = Scratch.take()) {
            Kernel.call(() -> text(call, name, path), call, scratch.path(path), scratch.path(name));
        }
    }

    private static String text(CallNumber call, String name, String file) {
        var verb = call.name().toLowerCase(Locale.ROOT);
        return name.isEmpty() ? verb + " of " + file : verb + " " + name + " of " + file;
    }
}
