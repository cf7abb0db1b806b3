package dev.caisson.fault;

/// This host, kernel or engine does not offer what was asked.
public final class Unsupported extends Fault {
    private static final long serialVersionUID = 1;

    public Unsupported(FaultCode code, Object... arguments) {
        super(Kind.UNSUPPORTED, code, null, arguments);
    }

    public Unsupported(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.UNSUPPORTED, code, cause, arguments);
    }
}
