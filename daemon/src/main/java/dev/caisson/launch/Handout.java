package dev.caisson.launch;

import dev.caisson.sys.Fcntl;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SpawnRequest.Mapping;
import dev.caisson.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The descriptors a new process gets, each with its number there. Owns those it is given; they are
/// closed together, when the process has its copies or will never be.
final class Handout implements AutoCloseable {
    private record Entry(Fd fd, int target) {}

    private final Syscalls syscalls;
    private final List<Entry> entries = new ArrayList<>();
    private int next = Descriptors.FIRST_EXTRA;

    Handout(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// At a fixed number.
    void add(int number, Fd fd) {
        entries.add(new Entry(fd, number));
    }

    /// At the next free number.
    ///
    /// @return that number
    int add(Fd fd) {
        entries.add(new Entry(fd, next));
        return next++;
    }

    /// Keeps the next free number for [#add(int, Fd)].
    int reserve() {
        return next++;
    }

    /// The first number that is not given out.
    int firstFree() {
        return next;
    }

    /// Numbers below [#firstFree] at which nothing is given out. The JVM has descriptors at such
    /// numbers that are not close-on-exec, those of its first jars.
    List<Integer> unused() {
        var targets = entries.stream().map(Entry::target).collect(Collectors.toSet());
        return IntStream.range(Descriptors.REPORT, next)
                .boxed()
                .filter(number -> !targets.contains(number))
                .toList();
    }

    /// A descriptor of ours that is given out.
    Fd at(int number) {
        return entries.stream()
                .filter(entry -> entry.target() == number)
                .findFirst()
                .orElseThrow()
                .fd();
    }

    /// The mappings for a spawn, in an order in which no target is a later source.
    ///
    /// @param nothing what becomes 0 to 2
    List<Mapping> mappings(Fd nothing) {
        var mappings = new ArrayList<Mapping>();
        var high = new ArrayList<Entry>();
        for (var entry : entries) {
            if (entry.fd().number() >= next) {
                mappings.add(new Mapping(entry.fd().number(), entry.target()));
                continue;
            }
            var copy = syscalls.fcntl(entry.fd().number(), Fcntl.F_DUPFD_CLOEXEC, next);
            high.add(new Entry(Fd.of(syscalls, copy), -1));
            mappings.add(new Mapping(copy, entry.target()));
        }
        for (int i = 0; i < 3; i++) mappings.add(new Mapping(nothing.number(), i));
        entries.addAll(high);
        return mappings;
    }

    @Override
    public void close() {
        for (var entry : entries) entry.fd().close();
    }
}
