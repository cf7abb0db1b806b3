package dev.caisson.elf;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The machine code at the start of every program, for one machine.
final class Interpreter {
    private static final Map<Machine, Integer> SIZES = sizes();

    private Interpreter() {}

    private static Map<Machine, Integer> sizes() {
        var sizes = new EnumMap<Machine, Integer>(Machine.class);
        for (var machine : Machine.values()) sizes.put(machine, code(machine, 0, 0).bytes().length);
        return sizes;
    }

    /// Bytes, whatever the addresses.
    static int size(Machine machine) {
        return Objects.requireNonNull(SIZES.get(machine));
    }

    /// The code, knowing where the first row and the report {CURRENT, LAST} are.
    static Assembly code(Machine machine, int table, int report) {
        return switch (machine) {
            case X86_64 -> X86Interpreter.assemble(table, report);
            case AARCH64 -> AarchInterpreter.assemble(table, report);
        };
    }
}
