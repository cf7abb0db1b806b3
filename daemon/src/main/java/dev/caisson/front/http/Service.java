package dev.caisson.front.http;

/// What answers requests. Called on a virtual thread per request; may block.
@FunctionalInterface
public interface Service {
    /// Never throws but for a bug; then the client gets a bare 500.
    Answer answer(Request request);
}
