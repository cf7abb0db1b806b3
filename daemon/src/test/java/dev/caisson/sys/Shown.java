package dev.caisson.sys;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How arguments are written in a recording.
final class Shown {
    private record Bit(String name, long value) {}

    private static final Map<String, List<Bit>> BITS = new ConcurrentHashMap<>();

    private Shown() {}

    /// A path with its directory: `x`, `fd 100 x`, `fd 100`.
    static String at(int dirFd, String path) {
        if (dirFd == AtFlag.AT_FDCWD) return path;
        return path.isEmpty() ? "fd " + dirFd : "fd " + dirFd + " " + path;
    }

    static String fd(int fd) {
        return "fd " + fd;
    }

    static String octal(int mode) {
        return "0" + Integer.toOctalString(mode);
    }

    /// Flags by the names of their constants, in the order of their declaration; empty for 0.
    ///
    /// @param prefixes of the constants, parted by spaces
    static String flags(Class<?> constants, String prefixes, long value) {
        var names = new ArrayList<String>();
        long rest = value;
        for (var bit : bits(constants, prefixes)) {
            if (bit.value != 0 && (rest & bit.value) == bit.value) {
                names.add(bit.name);
                rest &= ~bit.value;
            }
        }
        if (rest != 0) names.add("0x" + Long.toHexString(rest));
        return String.join("|", names);
    }

    /// The constant that has this value, or the number.
    static String name(Class<?> constants, String prefixes, long value) {
        return bits(constants, prefixes).stream()
                .filter(bit -> bit.value == value)
                .map(Bit::name)
                .findFirst()
                .orElse(Long.toString(value));
    }

    private static List<Bit> bits(Class<?> constants, String prefixes) {
        return BITS.computeIfAbsent(
                constants.getName() + prefixes, _ -> read(constants, prefixes.split(" ")));
    }

    private static List<Bit> read(Class<?> constants, String... prefixes) {
        var bits = new ArrayList<Bit>();
        for (var field : constants.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (!Modifier.isPublic(modifiers) || !Modifier.isStatic(modifiers)) continue;
            for (var prefix : prefixes) {
                if (!field.getName().startsWith(prefix)) continue;
                try {
                    bits.add(new Bit(field.getName(), field.getLong(null)));
                } catch (IllegalAccessException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        }
        // Constants that contain others come first.
        bits.sort(Comparator.comparingInt((Bit bit) -> Long.bitCount(bit.value)).reversed());
        return bits;
    }
}
