package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import java.util.ArrayDeque;
import java.util.Deque;

/// The jobs by the names their clients gave them; one that is over is known for some time.
final class Jobs {
    private static final int OLD = 64;
    private static final int LONGEST_NAME = 128;

    private final AwaitedNames<Job> jobs = new AwaitedNames<>(Integer.MAX_VALUE);
    private final Deque<Job> old = new ArrayDeque<>();

    void begin(Job job) {
        var name = job.reference();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new CallFailed(Code.INVALID_ARGUMENT, "a build must have a name");
        }
        if (jobs.add(name, job) != AwaitedNames.Outcome.ADDED) {
            throw new CallFailed(Code.UNKNOWN, "job ID exists");
        }
    }

    void end(Job job) {
        job.close();
        Job oldest = null;
        synchronized (old) {
            old.add(job);
            if (old.size() > OLD) oldest = old.remove();
        }
        if (oldest != null) jobs.remove(oldest.reference(), oldest);
    }

    /// @throws CallFailed when there is none in time
    Job get(String reference) throws InterruptedException {
        return jobs.get(reference)
                .orElseThrow(() -> new CallFailed(Code.NOT_FOUND, "no such job " + reference));
    }
}
