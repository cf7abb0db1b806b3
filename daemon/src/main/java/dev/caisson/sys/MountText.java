package dev.caisson.sys;

import org.jspecify.annotations.Nullable;

/// How a `mount(2)` is shown: `mount overlay on /x`, `mount /a on /b (bind)`.
final class MountText {
    private MountText() {}

    static String of(@Nullable String source, String target, @Nullable String type, long flags) {
        return "mount %s on %s%s".formatted(what(source, type), target, how(flags));
    }

    private static String what(@Nullable String source, @Nullable String type) {
        if (source == null || source.equals(type) || source.isEmpty()) {
            return type == null ? "none" : type;
        }
        return type == null ? source : type + " " + source;
    }

    private static String how(long flags) {
        if ((flags & MountFlag.MS_REMOUNT) != 0) return " (remount)";
        if ((flags & MountFlag.MS_BIND) != 0) return " (bind)";
        if ((flags & MountFlag.MS_MOVE) != 0) return " (move)";
        if ((flags & MountFlag.MS_PRIVATE) != 0) return " (private)";
        if ((flags & MountFlag.MS_SLAVE) != 0) return " (slave)";
        if ((flags & MountFlag.MS_SHARED) != 0) return " (shared)";
        return "";
    }
}
