package dev.caisson.elf;

/// A 64-bit word of initial data: a number, or the address of other data.
public sealed interface Word permits Word.Plain, Address {
    /// A plain number.
    record Plain(long value) implements Word {}

    /// The number itself.
    static Word of(long value) {
        return new Plain(value);
    }
}
