package dev.caisson.main;

/// The daemon was told something it does not understand; the message is for the user.
final class OptionError extends RuntimeException {
    private static final long serialVersionUID = 1;

    OptionError(String message) {
        super(message);
    }

    OptionError(String message, Throwable cause) {
        super(message, cause);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
