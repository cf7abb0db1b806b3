package dev.caisson.elf;

/// Eight bytes of a datum as a number: as an argument it is what they hold when the row runs, as a
/// row's result it is where the number goes. It may be unaligned.
///
/// @param offset 0 to the datum's size less 8
public record Cell(Datum datum, int offset) implements Arg {
    static final int BYTES = 8;

    public Cell {
        if (offset < 0 || offset > datum.size() - BYTES) {
            throw new IllegalArgumentException("no eight bytes at " + offset + " in " + datum);
        }
    }

    /// Where the cell is: what a call wants that fills it in.
    public Address address() {
        return new Address(datum, offset);
    }

    @Override
    public String toString() {
        return offset == 0 ? "[" + datum + "]" : "[" + datum + "+" + offset + "]";
    }
}
