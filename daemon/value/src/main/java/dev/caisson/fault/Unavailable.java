package dev.caisson.fault;

/// Something this needs is missing or down for now.
public final class Unavailable extends Fault {
    private static final long serialVersionUID = 1;

    public Unavailable(FaultCode code, Object... arguments) {
        super(Kind.UNAVAILABLE, code, null, arguments);
    }

    public Unavailable(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.UNAVAILABLE, code, cause, arguments);
    }
}
