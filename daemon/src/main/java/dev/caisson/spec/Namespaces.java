package dev.caisson.spec;

import java.util.EnumMap;
import java.util.Map;

/// Which namespaces the container has of its own and which it shares. The mount namespace is always
/// its own.
public record Namespaces(Map<Kind, Source> sources) {
    /// The kinds that can be chosen, with their names below `/proc/PID/ns`.
    public enum Kind {
        PID("pid"),
        UTS("uts"),
        IPC("ipc"),
        NET("net"),
        CGROUP("cgroup"),
        USER("user");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        public String file() {
            return file;
        }
    }

    /// Where a namespace comes from.
    public sealed interface Source {
        /// A new one.
        record New() implements Source {}

        /// The host's.
        record Host() implements Source {}

        /// The one of a running process, proved alive by its pidfd when the launch opens it.
        ///
        /// @param pid in the daemon's pid namespace
        /// @param startTime field 22 of `/proc/PID/stat`, in clock ticks since boot
        record Of(int pid, long startTime) implements Source {}

        /// One the daemon has made for this container alone and complete, and holds.
        ///
        /// @param fd its descriptor in the daemon, open until the launch has begun; -1 where
        ///     nothing is launched
        record Prepared(int fd) implements Source {}
    }

    public Namespaces {
        sources = Map.copyOf(sources);
        for (var kind : Kind.values()) {
            if (!sources.containsKey(kind))
                throw new IllegalArgumentException("no source for " + kind);
        }
    }

    /// Everything new, except that no user namespace is made.
    public static Namespaces isolated() {
        var all = new EnumMap<Kind, Source>(Kind.class);
        for (var kind : Kind.values()) all.put(kind, new Source.New());
        all.put(Kind.USER, new Source.Host());
        return new Namespaces(all);
    }

    public Namespaces with(Kind kind, Source source) {
        var all = new EnumMap<Kind, Source>(sources);
        all.put(kind, source);
        return new Namespaces(all);
    }

    public Source of(Kind kind) {
        return java.util.Objects.requireNonNull(sources.get(kind));
    }
}
