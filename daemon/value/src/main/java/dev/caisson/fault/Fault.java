package dev.caisson.fault;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An error with a catalogue code and its arguments. Decide on the type or the code, never on the
/// text.
public abstract sealed class Fault extends RuntimeException
        permits InvalidInput,
                Denied,
                NotFound,
                Conflict,
                NotModified,
                Unavailable,
                Unsupported,
                Internal {
    private static final long serialVersionUID = 1;

    private final FaultCode code;
    private final transient List<String> arguments;

    Fault(Kind kind, FaultCode code, @Nullable Throwable cause, Object... arguments) {
        super(code.message(arguments), cause);
        if (code.kind() != kind) {
            throw new IllegalArgumentException(
                    code + " is of kind " + code.kind() + ", not " + kind);
        }
        this.code = code;
        this.arguments = Arrays.stream(arguments).map(String::valueOf).toList();
    }

    public FaultCode code() {
        return code;
    }

    /// The arguments of the message, as text; with the code they are all that is kept of a fault on
    /// disk.
    public List<String> arguments() {
        return arguments;
    }

    /// The message; never null.
    public String text() {
        return code.message(arguments.toArray());
    }
}
