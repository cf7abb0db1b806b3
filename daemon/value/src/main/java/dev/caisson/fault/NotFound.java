package dev.caisson.fault;

/// What was named does not exist.
public final class NotFound extends Fault {
    private static final long serialVersionUID = 1;

    public NotFound(FaultCode code, Object... arguments) {
        super(Kind.NOT_FOUND, code, null, arguments);
    }

    public NotFound(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.NOT_FOUND, code, cause, arguments);
    }
}
