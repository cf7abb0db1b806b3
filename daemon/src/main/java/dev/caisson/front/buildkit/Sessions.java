package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.GrpcClient;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The clients that let us ask them, by the names they gave themselves.
final class Sessions {
    private static final int MOST = 256;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_METHODS = 64;

    /// How long a build waits for its client's other connection.
    private static final long PATIENCE_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, ClientSession> open = new HashMap<>();

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
        lock.lock();
        try {
            if (open.size() >= MOST) {
                throw new CallFailed(Code.RESOURCE_EXHAUSTED, "there are too many sessions");
            }
            // Who knows a name that is in use could answer for another client.
            if (open.putIfAbsent(id, session) != null) {
                throw new CallFailed(Code.ALREADY_EXISTS, "session " + id + " is open");
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return client.takeOver(() -> remove(id, session));
    }

    private void remove(String id, ClientSession session) {
        lock.lock();
        try {
            open.remove(id, session);
        } finally {
            lock.unlock();
        }
    }

    /// The session of this name, which may be about to be opened.
    ///
    /// @throws CallFailed when it is not opened in time
    ClientSession get(String id) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (true) {
                var session = open.get(id);
                if (session != null) return session;
                if (left <= 0) {
                    throw new CallFailed(
                            Code.UNKNOWN,
                            "no active session for " + id + ": context deadline exceeded");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
