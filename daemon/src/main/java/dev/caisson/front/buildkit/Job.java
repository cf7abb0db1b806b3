package dev.caisson.front.buildkit;

import dev.caisson.build.BuildRequest;
import dev.caisson.build.CacheOption;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.Fields;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One `Control.Solve`: what it was asked for, what was built for it, and how it ends.
final class Job {
    private final String reference;
    private final String session;
    private final List<Exporter> exporters;
    private final Set<String> allowed;
    private final BuildRequest.Caches caches;
    private final StatusFeed feed = new StatusFeed();
    private final Names names;
    private final Instant created = Instant.now();
    private final CompletableFuture<String> returned = new CompletableFuture<>();
    private final Map<String, Map<String, String>> results = new HashMap<>();
    private final Set<Thread> builds = new HashSet<>();
    private boolean over;

    Job(Fields solve) {
        reference = solve.text(1);
        session = solve.text(5);
        exporters = Exporter.of(solve);
        allowed = Set.copyOf(solve.texts(9));
        names = new Names(reference);
        caches = new BuildRequest.Caches(caches(solve, 5), caches(solve, 4));
    }

    private static List<CacheOption> caches(Fields solve, int number) {
        return solve.message(8).messages(number).stream()
                .map(one -> new CacheOption(one.text(1), one.textMap(2)))
                .toList();
    }

    String reference() {
        return reference;
    }

    String session() {
        return session;
    }

    List<Exporter> exporters() {
        return exporters;
    }

    /// Entitlements its steps may ask for.
    Set<String> allowed() {
        return allowed;
    }

    /// Where it finds what others have cached, and leaves what it has.
    BuildRequest.Caches caches() {
        return caches;
    }

    StatusFeed feed() {
        return feed;
    }

    Names names() {
        return names;
    }

    Instant created() {
        return created;
    }

    /// A thread builds for it, and is interrupted when the job is given up.
    ///
    /// @throws CallFailed when it has been
    synchronized void begin(Thread build) {
        if (over) throw new CallFailed(Code.CANCELLED, "context canceled");
        builds.add(build);
    }

    synchronized void end(Thread build) {
        builds.remove(build);
    }

    synchronized boolean isOver() {
        return over;
    }

    /// @param response what the client is told of the result
    synchronized void result(String id, Map<String, String> response) {
        results.put(id, Map.copyOf(response));
    }

    /// What the client's front end says at its end.
    ///
    /// @param result empty for none
    void succeed(String result) {
        returned.complete(result);
    }

    void fail(CallFailed why) {
        returned.completeExceptionally(why);
    }

    /// Waits for the end of the client's front end.
    Map<String, String> await() throws InterruptedException {
        try {
            var id = returned.get();
            synchronized (this) {
                return results.getOrDefault(id, Map.of());
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CallFailed known) throw known;
            throw new CallFailed(failed, Code.UNKNOWN, "the build failed");
        }
    }

    /// Nothing is built for it any more. Does not wait for it.
    void close() {
        List<Thread> left;
        synchronized (this) {
            over = true;
            left = List.copyOf(builds);
        }
        for (var build : left) build.interrupt();
        returned.completeExceptionally(new CallFailed(Code.CANCELLED, "context canceled"));
        feed.end();
    }
}
