package dev.caisson.fault;

/// The caller may not do this.
public final class Denied extends Fault {
    private static final long serialVersionUID = 1;

    public Denied(FaultCode code, Object... arguments) {
        super(Kind.DENIED, code, null, arguments);
    }

    public Denied(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.DENIED, code, cause, arguments);
    }
}
