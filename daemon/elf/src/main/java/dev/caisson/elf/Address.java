package dev.caisson.elf;

/// The address of a byte of a datum: an argument that points, or a pointer inside other data.
///
/// @param offset 0 to the datum's size; the size itself is the end, for loops
public record Address(Datum datum, int offset) implements Arg, Word {
    public Address {
        if (offset < 0 || offset > datum.size()) {
            throw new IllegalArgumentException("offset " + offset + " is not in " + datum);
        }
    }

    @Override
    public String toString() {
        return offset == 0 ? "&" + datum : "&" + datum + "+" + offset;
    }
}
