package dev.caisson.elf;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A row of a table: one call and where to go after it.
///
/// @param index position in the table, from 0
/// @param what what it does, for people
/// @param args at most six; the call sees zeros for those left out
/// @param result where the result goes, errors included; null to forget it
/// @param onError index of the next row after a negative result
/// @param onZero index of the next row after zero
/// @param onPositive index of the next row after a positive result
public record Row(
        int index,
        String what,
        Call call,
        List<Arg> args,
        @Nullable Cell result,
        int onError,
        int onZero,
        int onPositive) {
    public Row {
        args = List.copyOf(args);
    }

    /// A line such as `3 clone3(&words1, 88) -> [block2] | error 9, zero 5 : start init`. The
    /// successors are left out where they are the next row.
    @Override
    public String toString() {
        var name =
                switch (call) {
                    case SyscallName syscall -> syscall.kernelName();
                    case Arithmetic arithmetic -> arithmetic.name();
                };
        var line = new StringBuilder().append(index).append(' ').append(name);
        line.append(args.stream().map(Arg::toString).collect(Collectors.joining(", ", "(", ")")));
        if (result != null) line.append(" -> ").append(result);
        var separator = " | ";
        separator = successor(line, separator, "error", onError);
        separator = successor(line, separator, "zero", onZero);
        successor(line, separator, "positive", onPositive);
        return line.append(" : ").append(what).toString();
    }

    private String successor(StringBuilder line, String separator, String when, int next) {
        if (next == index + 1) return separator;
        line.append(separator).append(when).append(' ').append(next);
        return ", ";
    }
}
