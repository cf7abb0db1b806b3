package dev.caisson.elf;

/// The machine code at the start of every program, for one machine.
final class Interpreter {
    private Interpreter() {}

    /// Bytes, whatever the addresses.
    static int size(Machine machine) {
        return code(machine, 0, 0).bytes().length;
    }

    /// The code, knowing where the first row and the report {CURRENT, LAST} are.
    static Assembly code(Machine machine, int table, int report) {
        return switch (machine) {
            case X86_64 -> X86Interpreter.assemble(table, report);
            case AARCH64 -> AarchInterpreter.assemble(table, report);
        };
    }
}
