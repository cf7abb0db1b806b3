package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Signals by name and number. Source: `include/uapi/asm-generic/signal.h` (x86-64 and aarch64 have
/// the same numbers).
public final class Signals {
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;
    public static final int SIGCONT = 18;

    // glibc keeps 32 and 33 for itself
    private static final int REALTIME_FIRST = 34;
    private static final int REALTIME_LAST = 64;

    private static final List<String> NAMES =
            List.of(
                    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");
    private static final Map<String, Integer> OTHER_NAMES =
            Map.of("IOT", 6, "CLD", 17, "POLL", 29, "UNUSED", 31);

    private Signals() {}

    /// @param text a number from 1 to 64, or a name with or without `SIG`, such as `term`,
    ///     `SIGRTMIN+3`
    /// @throws InvalidInput `SIGNAL_INVALID`
    public static int parse(String text) {
        int number = text.chars().allMatch(c -> c >= '0' && c <= '9') ? number(text) : named(text);
        if (number < 1 || number > REALTIME_LAST) {
            throw new InvalidInput(FaultCode.SIGNAL_INVALID, text);
        }
        return number;
    }

    /// `SIGKILL`, or `SIGRTMIN+3` for those without a name of their own.
    public static String name(int signal) {
        if (signal >= 1 && signal <= NAMES.size()) return "SIG" + NAMES.get(signal - 1);
        return "SIGRTMIN+" + (signal - REALTIME_FIRST);
    }

    private static int number(String text) {
        return text.isEmpty() || text.length() > 2 ? -1 : Integer.parseInt(text);
    }

    private static int named(String text) {
        var name = text.toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) name = name.substring(3);
        int index = NAMES.indexOf(name);
        if (index >= 0) return index + 1;
        var other = OTHER_NAMES.get(name);
        if (other != null) return other;
        if (name.startsWith("RTMIN")) return realtime(REALTIME_FIRST, name.substring(5), '+');
        if (name.startsWith("RTMAX")) return realtime(REALTIME_LAST, name.substring(5), '-');
        return -1;
    }

    private static int realtime(int base, String rest, char sign) {
        if (rest.isEmpty()) return base;
        var digits = rest.substring(1);
        if (rest.charAt(0) != sign || !digits.chars().allMatch(c -> c >= '0' && c <= '9'))
            return -1;
        int offset = number(digits);
        if (offset < 0) return -1;
        int result = sign == '+' ? base + offset : base - offset;
        return result >= REALTIME_FIRST && result <= REALTIME_LAST ? result : -1;
    }
}
