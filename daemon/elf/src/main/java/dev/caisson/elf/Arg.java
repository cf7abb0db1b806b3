package dev.caisson.elf;

/// An argument of a row, taken when the row runs.
public sealed interface Arg permits Arg.Immediate, Address, Cell {
    /// A number, sign-extended to 64 bits. Larger ones: [TableBuilder#number].
    record Immediate(int value) implements Arg {
        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    /// The number itself.
    static Arg of(int value) {
        return new Immediate(value);
    }
}
