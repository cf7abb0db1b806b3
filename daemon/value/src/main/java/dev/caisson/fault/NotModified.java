package dev.caisson.fault;

/// There was nothing to do.
public final class NotModified extends Fault {
    private static final long serialVersionUID = 1;

    public NotModified(FaultCode code, Object... arguments) {
        super(Kind.NOT_MODIFIED, code, null, arguments);
    }

    public NotModified(Throwable cause, FaultCode code, Object... arguments) {
        super(Kind.NOT_MODIFIED, code, cause, arguments);
    }
}
