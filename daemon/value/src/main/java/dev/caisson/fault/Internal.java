package dev.caisson.fault;

/// Something failed that should not: an operator has to look.
public final class Internal extends Fault {
    private static final long serialVersionUID = 1;

    public Internal(FaultCode code, Object... arguments) {
        super(Kind.INTERNAL, code, null, arguments);
    }

    public Internal(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.INTERNAL, code, cause, arguments);
    }
}
