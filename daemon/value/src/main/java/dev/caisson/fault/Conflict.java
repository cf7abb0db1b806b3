package dev.caisson.fault;

/// The request collides with the state of what it names.
public final class Conflict extends Fault {
    private static final long serialVersionUID = 1;

    public Conflict(FaultCode code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }

    public Conflict(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.CONFLICT, code, cause, arguments);
    }
}
