package dev.caisson.fault;

/// The request or its input cannot be accepted as it is.
public final class InvalidInput extends Fault {
    private static final long serialVersionUID = 1;

    public InvalidInput(FaultCode code, Object... arguments) {
        super(Kind.INVALID_INPUT, code, null, arguments);
    }

    public InvalidInput(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.INVALID_INPUT, code, cause, arguments);
    }
}
