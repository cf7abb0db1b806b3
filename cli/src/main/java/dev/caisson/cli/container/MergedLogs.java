package dev.caisson.cli.container;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Logs of several containers as one, by time, and lines chosen by a pattern.
///
/// @param names lines begin with their container's name
/// @param timestamps lines begin with their time
/// @param pattern null for every line
record MergedLogs(
        boolean names,
        boolean timestamps,
        @Nullable Pattern pattern,
        PrintStream out,
        PrintStream err) {
    /// One container's log.
    record Source(String name, LogLines lines) {}

    private record Head(Source source, LogLines.Line line) {}

    /// What there is, in the order of the times.
    void merge(List<Source> sources) throws IOException {
        var heads = new PriorityQueue<>(Comparator.comparing((Head head) -> head.line().time()));
        for (var source : sources) advance(source, heads);
        while (!heads.isEmpty()) {
            var first = heads.remove();
            print(first.source(), first.line());
            advance(first.source(), heads);
        }
        flush();
    }

    private static void advance(Source source, PriorityQueue<Head> heads) throws IOException {
        source.lines().next().ifPresent(line -> heads.add(new Head(source, line)));
    }

    /// What comes, as it comes.
    void follow(List<Source> sources) throws IOException {
        var failure = new AtomicReference<@Nullable IOException>();
        var readers = new ArrayList<Thread>();
        for (var source : sources) {
            readers.add(Thread.startVirtualThread(() -> follow(source, failure)));
        }
        try {
            for (var reader : readers) reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        var failed = failure.get();
        if (failed != null) throw failed;
    }

    private void follow(Source source, AtomicReference<@Nullable IOException> failure) {
        try {
            for (var line = source.lines().next(); line.isPresent(); line = source.lines().next()) {
                synchronized (out) {
                    print(source, line.get());
                    flush();
                }
            }
        } catch (IOException gone) {
            failure.set(gone);
        }
    }

    private void print(Source source, LogLines.Line line) {
        if (pattern != null && !pattern.matcher(line.text()).find()) return;
        var target = line.stderr() ? err : out;
        if (names) target.print(source.name() + " | ");
        if (timestamps) target.print(line.time() + " ");
        target.print(line.text());
    }

    private void flush() {
        out.flush();
        err.flush();
    }
}
