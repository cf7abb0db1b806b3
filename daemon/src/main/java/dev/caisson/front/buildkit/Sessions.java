package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.GrpcClient;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Request;

/// The clients that let us ask them, by the names they gave themselves.
final class Sessions {
    private static final int MOST = 256;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_METHODS = 64;

    private final AwaitedNames<ClientSession> open = new AwaitedNames<>(MOST);

    /// @throws CallFailed when it is no session
    Answer accept(Request request) {
        var id = request.header("X-Docker-Expose-Session-Uuid");
        if (id == null || id.isEmpty() || id.length() > LONGEST_NAME) {
            throw new CallFailed(
                    Code.INVALID_ARGUMENT, "X-Docker-Expose-Session-Uuid must name the session");
        }
        var methods = request.headers("X-Docker-Expose-Session-Grpc-Method");
        if (methods.size() > MOST_METHODS) {
            throw new CallFailed(Code.INVALID_ARGUMENT, "a session has too many methods");
        }
        var client = new GrpcClient();
        var key = request.header("X-Docker-Expose-Session-Sharedkey");
        var session = new ClientSession(client, methods, key == null ? "" : key);
        switch (open.add(id, session)) {
            case ADDED -> {
                // It can be asked.
            }
            case TOO_MANY ->
                    throw new CallFailed(Code.RESOURCE_EXHAUSTED, "there are too many sessions");
            // Who knows a name that is in use could answer for another client.
            case IN_USE -> throw new CallFailed(Code.ALREADY_EXISTS, "session " + id + " is open");
        }
        return client.takeOver(() -> open.remove(id, session));
    }

    /// The session of this name, which may be about to be opened.
    ///
    /// @throws CallFailed when it is not opened in time
    ClientSession get(String id) throws InterruptedException {
        return open.get(id)
                .orElseThrow(
                        () ->
                                new CallFailed(
                                        Code.UNKNOWN,
                                        "no active session for "
                                                + id
                                                + ": context deadline exceeded"));
    }
}
