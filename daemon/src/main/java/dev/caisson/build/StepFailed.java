package dev.caisson.build;

/// The command of a step ended with something else than 0.
public final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /// @param text all that is said
    public StepFailed(String text, int exitCode) {
        super(text);
        this.exitCode = exitCode;
    }

    /// All that is said.
    public String text() {
        return String.valueOf(getMessage());
    }

    public int exitCode() {
        return exitCode;
    }
}
