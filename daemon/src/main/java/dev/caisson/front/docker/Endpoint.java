package dev.caisson.front.docker;

import dev.caisson.front.http.Answer;
import java.io.IOException;

/// Answers one sort of request.
@FunctionalInterface
interface Endpoint {
    /// @throws dev.caisson.fault.Fault what the client is told instead
    /// @throws IOException when the request's body cannot be read
    Answer answer(Call call) throws IOException;
}
