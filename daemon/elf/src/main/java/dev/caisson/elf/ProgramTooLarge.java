package dev.caisson.elf;

/// A program has more rows or data than fit, most likely because of what a user passed in.
public final class ProgramTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProgramTooLarge(String what, long size, long limit) {
        super("launch program with " + size + " " + what + ": at most " + limit + " fit");
    }
}
