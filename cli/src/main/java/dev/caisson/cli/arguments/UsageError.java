package dev.caisson.cli.arguments;

/// What the user wrote does not fit the command.
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageError(String message) {
        super(message);
    }
}
