package dev.caisson.sys;

import java.util.List;

/// What `posix_spawn(3)` is asked for. The child inherits the descriptors mapped here, and those
/// that are not close-on-exec: 0, 1 and 2 at least.
///
/// @param path program; `/proc/self/fd/N` for a memfd
/// @param arguments with argument 0
/// @param environment `NAME=value`
/// @param descriptors mapped in this order with `dup2`, so a target must not be a later source;
///     a descriptor mapped to its own number just loses close-on-exec
/// @param closed numbers that are closed after that; one that is not open is fine
/// @param attributes signals, session and group
public record SpawnRequest(
        String path,
        List<String> arguments,
        List<String> environment,
        List<Mapping> descriptors,
        List<Integer> closed,
        Attributes attributes) {

    public SpawnRequest {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        descriptors = List.copyOf(descriptors);
        closed = List.copyOf(closed);
    }

    /// One descriptor of ours and its number in the child.
    public record Mapping(int source, int target) {}

    /// How the child differs from us besides its descriptors. Its signal mask is always empty.
    ///
    /// @param defaultSignals bit `n - 1` resets signal `n` to its default action; 32 and 33
    ///     (glibc's own) are always reset, `SIGKILL` and `SIGSTOP` never
    /// @param newSession whether it calls `setsid`
    /// @param processGroup -1 to stay in ours, 0 for its own, otherwise a group's id
    public record Attributes(long defaultSignals, boolean newSession, int processGroup) {
        /// Every signal that a JVM changes back to its default, the same session.
        public static Attributes defaults() {
            return new Attributes(Signal.CHANGED_BY_JVM, false, -1);
        }
    }

    /// A program without environment and with default attributes.
    public static SpawnRequest of(String path, List<String> arguments, List<Mapping> mappings) {
        return new SpawnRequest(
                path, arguments, List.of(), mappings, List.of(), Attributes.defaults());
    }

    /// The same with numbers that are closed.
    public SpawnRequest closing(List<Integer> numbers) {
        return new SpawnRequest(path, arguments, environment, descriptors, numbers, attributes);
    }
}
