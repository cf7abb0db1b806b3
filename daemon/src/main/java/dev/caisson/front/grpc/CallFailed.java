package dev.caisson.front.grpc;

/// A call ended with something else than [Code#OK].
public final class CallFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;
    private final byte[] detail;

    public CallFailed(Code code, String message) {
        this(code, message, new byte[0]);
    }

    /// @param detail a `google.rpc.Status` with all that is to be told
    public CallFailed(Code code, String message, byte[] detail) {
        super(message);
        this.code = code;
        this.detail = detail.clone();
    }

    public CallFailed(Throwable cause, Code code, String message) {
        super(message, cause);
        this.code = code;
        detail = new byte[0];
    }

    public Code code() {
        return code;
    }

    byte[] detail() {
        return detail.clone();
    }

    /// What is said to the other end, or was said by it.
    public String text() {
        return String.valueOf(getMessage());
    }
}
