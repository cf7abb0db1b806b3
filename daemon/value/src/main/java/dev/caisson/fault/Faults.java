package dev.caisson.fault;

/// Makes faults whose kind is only known by their code.
public final class Faults {
    private Faults() {}

    /// The exception that belongs to the code's kind.
    public static Fault of(FaultCode code, Object... arguments) {
        return switch (code.kind()) {
            case INVALID_INPUT -> new InvalidInput(code, arguments);
            case DENIED -> new Denied(code, arguments);
            case NOT_FOUND -> new NotFound(code, arguments);
            case CONFLICT -> new Conflict(code, arguments);
            case NOT_MODIFIED -> new NotModified(code, arguments);
            case UNAVAILABLE -> new Unavailable(code, arguments);
            case UNSUPPORTED -> new Unsupported(code, arguments);
            case INTERNAL -> new Internal(code, arguments);
        };
    }

    /// Something nobody has an own fault for; a fault is left as it is.
    public static Fault unexpected(Throwable cause) {
        if (cause instanceof Fault fault) return fault;
        var text = cause.getMessage();
        return new Internal(cause, FaultCode.UNEXPECTED, text == null ? cause.toString() : text);
    }
}
