package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;
import dev.caisson.elf.Arithmetic;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Datum;
import dev.caisson.elf.SyscallName;
import dev.caisson.elf.Table;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A compiled launch: steps in the order of the table's rows. Immutable. Made by [LaunchCompiler].
///
/// @param names of the data that steps write to, for the printer
/// @param labels that are placed before a row, by the row's index
record LaunchProgram(
        Table table, List<Step> steps, Map<Datum, String> names, Map<Integer, String> labels) {
    LaunchProgram {
        steps = List.copyOf(steps);
        // Not copied: nobody changes them any more, and only the printer reads them.
        names = Collections.unmodifiableMap(names);
        labels = Collections.unmodifiableMap(labels);
    }

    /// What a failure of a step means.
    enum Phase {
        HOLDER,
        ISOLATION,
        MOUNT,
        WORKING_DIRECTORY,
        CREDENTIALS,
        EXECUTE
    }

    /// @param what what it does, on what: `mount proc on /proc`
    /// @param mayFail true when a failure that is reported is only a warning
    record Step(String what, Op op, Phase phase, boolean mayFail) {}

    /// The step a report means.
    ///
    /// @param address as the interpreter stored it
    Optional<Step> stepAt(long address) {
        return table.rowAt(address)
                .map(row -> row.index())
                .filter(i -> i < steps.size())
                .map(steps::get);
    }

    /// A line for each step: its number, the call with its arguments, where the result goes, where
    /// it continues when that is not the next line, and what it is for.
    String print() {
        var out = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            if (labels.containsKey(i)) out.append(labels.get(i)).append(":\n");
            line(out, i);
        }
        return out.toString();
    }

    private void line(StringBuilder out, int index) {
        var row = table.rows().get(index);
        var call =
                switch (row.call()) {
                    case SyscallName name -> name.kernelName();
                    case Arithmetic arithmetic -> arithmetic.name();
                };
        out.append("%4d  ".formatted(index)).append(call);
        out.append(row.args().stream().map(this::show).collect(Collectors.joining(", ", "(", ")")));
        var result = row.result();
        if (result != null) out.append(" -> ").append(show(result));
        jump(out, "error", row.onError(), index);
        jump(out, "zero", row.onZero(), index);
        jump(out, "positive", row.onPositive(), index);
        out.append("  # ").append(steps.get(index).what()).append('\n');
    }

    private void jump(StringBuilder out, String when, int to, int from) {
        if (to == from + 1) return;
        out.append(" | ").append(when).append(' ');
        out.append(labels.getOrDefault(to, Integer.toString(to)).split(",", 2)[0]);
    }

    private String show(Arg arg) {
        return switch (arg) {
            case Arg.Immediate(int value) -> Integer.toString(value);
            case Address(var datum, int offset) -> "&" + name(datum) + offset(offset);
            case Cell(var datum, int offset) -> name(datum) + offset(offset);
        };
    }

    private String name(Datum datum) {
        return names.getOrDefault(datum, datum.toString());
    }

    private static String offset(int offset) {
        return offset == 0 ? "" : "+" + offset;
    }
}
