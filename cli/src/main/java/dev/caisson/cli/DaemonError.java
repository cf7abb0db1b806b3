package dev.caisson.cli;

/// The daemon answered with an error.
public final class DaemonError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /// @param status of HTTP
    /// @param message the daemon's own words
    public DaemonError(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /// What the user reads.
    public String text() {
        return "Error response from daemon: " + getMessage();
    }
}
