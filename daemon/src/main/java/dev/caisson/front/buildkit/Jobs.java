package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The jobs by the names their clients gave them. The calls of one job come in any order; so each
/// waits a little for the job to begin, and one that is over is known for some time.
final class Jobs {
    private static final int OLD = 64;
    private static final int LONGEST_NAME = 128;
    private static final long PATIENCE_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Job> jobs = new HashMap<>();
    private final Deque<String> old = new ArrayDeque<>();

    void begin(Job job) {
        var name = job.reference();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new CallFailed(Code.INVALID_ARGUMENT, "a build must have a name");
        }
        lock.lock();
        try {
            if (jobs.putIfAbsent(name, job) != null) {
                throw new CallFailed(Code.UNKNOWN, "job ID exists");
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end(Job job) {
        job.close();
        lock.lock();
        try {
            old.add(job.reference());
            if (old.size() > OLD) jobs.remove(old.remove());
        } finally {
            lock.unlock();
        }
    }

    /// @throws CallFailed when there is none in time
    Job get(String reference) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (true) {
                var job = jobs.get(reference);
                if (job != null) return job;
                if (left <= 0) {
                    throw new CallFailed(Code.NOT_FOUND, "no such job " + reference);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
