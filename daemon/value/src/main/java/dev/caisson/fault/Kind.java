package dev.caisson.fault;

/// What sort of fault it is: decides the exception's type and, in `front`, the HTTP status.
public enum Kind {
    INVALID_INPUT,
    DENIED,
    NOT_FOUND,
    CONFLICT,
    NOT_MODIFIED,
    UNAVAILABLE,
    UNSUPPORTED,
    INTERNAL
}
