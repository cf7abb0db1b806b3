package dev.caisson.storage;

/// A copy was given up, because its thread was interrupted or a tree is too deep.
public final class CopyStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    CopyStopped() {
        super("the copy was stopped");
    }
}
