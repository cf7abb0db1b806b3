package dev.caisson.sys;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A kernel that does nothing but write down what it was asked, in the words of the man pages:
/// `umount2 /run/x/merged MNT_DETACH`, `openat fd 100 etc/passwd O_PATH|O_NOFOLLOW -> 101`.
///
/// - Descriptors are handed out from 100 on; [#openFds] are those not closed again.
/// - A call fails when told so, by its beginning ([#failing], [#failingOnce]) or by its place
///   ([#failingAt]). A failed call is recorded with its error: `mkdirat x 0755 -> EEXIST`.
/// - A call that reads something gives what [#answering] put in, in that order; otherwise nothing:
///   zero bytes, an empty list, a status of zeros, pid 1000.
/// - `close` is not recorded, so that a text shows what was done and not what was tidied;
///   [#openFds] tells whether that was.
public final class RecordingSyscalls
        implements Syscalls,
                RecordedMounts,
                RecordedFiles,
                RecordedDirectories,
                RecordedAttributes,
                RecordedQuotas,
                RecordedProcesses,
                RecordedEvents,
                RecordedSockets {
    private static final int FIRST_FD = 100;

    private record Failure(String beginning, Errno errno, boolean once) {}

    private final List<String> calls = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<Integer, Errno> failuresByPlace = new HashMap<>();
    private final Map<String, Queue<Object>> answers = new HashMap<>();
    private final TreeSet<Integer> open = new TreeSet<>();
    private int nextFd = FIRST_FD;

    /// Every call whose text begins so fails: a name (`mount`), or more (`mount overlay`).
    public synchronized RecordingSyscalls failing(String beginning, Errno errno) {
        failures.add(new Failure(beginning, errno, false));
        return this;
    }

    /// The next call whose text begins so fails.
    public synchronized RecordingSyscalls failingOnce(String beginning, Errno errno) {
        failures.add(new Failure(beginning, errno, true));
        return this;
    }

    /// The n-th call from now fails, whatever it is; 1 is the next one.
    public synchronized RecordingSyscalls failingAt(int place, Errno errno) {
        failuresByPlace.put(calls.size() + place, errno);
        return this;
    }

    /// What a call of this name returns next; several are given in their order.
    public synchronized RecordingSyscalls answering(String name, Object answer) {
        answers.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /// What was asked so far.
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /// The calls whose text begins so.
    public synchronized List<String> calls(String beginning) {
        return calls.stream().filter(call -> call.startsWith(beginning)).toList();
    }

    /// Forgets what was asked; descriptors stay open.
    public synchronized void clear() {
        calls.clear();
    }

    /// Descriptors handed out and not closed.
    public synchronized List<Integer> openFds() {
        return List.copyOf(open);
    }

    @Override
    public synchronized void done(String name, Object... arguments) {
        record(text(name, arguments), "");
    }

    @Override
    public synchronized int newFd(String name, Object... arguments) {
        int fd = nextFd;
        record(text(name, arguments), " -> " + fd);
        nextFd++;
        open.add(fd);
        return fd;
    }

    @Override
    @SuppressWarnings("unchecked") // the test said what the call returns
    public synchronized <T> T answer(T otherwise, String name, Object... arguments) {
        record(text(name, arguments), "");
        var queue = answers.get(name);
        return queue == null || queue.isEmpty() ? otherwise : (T) queue.remove();
    }

    @Override
    public synchronized void forget(int fd) {
        // Numbers of the test's own are closed without a word.
        if (fd >= FIRST_FD && !open.remove(fd)) {
            throw new SyscallException(Errno.EBADF, "close fd " + fd);
        }
    }

    private static String text(String name, Object... arguments) {
        var text = new StringJoiner(" ");
        text.add(name);
        for (var argument : arguments) {
            var shown = String.valueOf(argument);
            if (!shown.isEmpty()) text.add(shown);
        }
        return text.toString();
    }

    private void record(String call, String result) {
        var errno = failure(call);
        calls.add(call + (errno == null ? result : " -> " + errno));
        if (errno != null) throw new SyscallException(errno, call);
    }

    private @Nullable Errno failure(String call) {
        var byPlace = failuresByPlace.remove(calls.size() + 1);
        if (byPlace != null) return byPlace;
        var told = failures.stream().filter(each -> begins(call, each.beginning())).findFirst();
        told.filter(Failure::once).ifPresent(failures::remove);
        return told.map(Failure::errno).orElse(null);
    }

    /// Whole words: `mount` is not the beginning of `mount_setattr`.
    private static boolean begins(String call, String beginning) {
        return call.equals(beginning) || call.startsWith(beginning + " ");
    }
}
