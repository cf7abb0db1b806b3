package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;

/// Processes, signals, namespaces and time. Named after the kernel's calls.
sealed interface ProcessOp extends Op {
    /// @param arguments a `struct clone_args`, 88 bytes
    record Clone3(Address arguments) implements ProcessOp {}

    record Execve(Arg path, Address arguments, Address environment) implements ProcessOp {}

    record ExitGroup(Arg status) implements ProcessOp {}

    /// @param usage where the `struct rusage` goes, or 0
    record Wait4(Arg pid, Address status, int options, Arg usage) implements ProcessOp {}

    record Getpid() implements ProcessOp {}

    record PidfdOpen(Arg pid) implements ProcessOp {}

    record Kill(Arg pid, Arg signal) implements ProcessOp {}

    record Setsid() implements ProcessOp {}

    /// A process group of its own for the calling process.
    record Setpgid() implements ProcessOp {}

    /// @param timeout address of a `struct timespec`, 0 to wait without an end
    record Ppoll(Address descriptors, int count, Arg timeout) implements ProcessOp {}

    record Signalfd4(Address signals) implements ProcessOp {}

    /// @param signals the new mask, 8 bytes
    record RtSigprocmask(Address signals) implements ProcessOp {}

    record RtSigaction(int signal, Address action) implements ProcessOp {}

    record RtSigtimedwait(Address signals) implements ProcessOp {}

    record ClockGettime(Address time) implements ProcessOp {}

    record TimerfdCreate() implements ProcessOp {}

    record TimerfdSettime(Arg fd, Address time) implements ProcessOp {}

    record Setns(Arg fd, int kinds) implements ProcessOp {}

    record Unshare(int kinds) implements ProcessOp {}

    record Sethostname(Arg name, int size) implements ProcessOp {}

    record Setdomainname(Arg name, int size) implements ProcessOp {}

    record Socket(int family, int type) implements ProcessOp {}

    record Prctl(int option, Arg argument2, Arg argument3) implements ProcessOp {}

    /// @param limit the new limit or 0, likewise `old`
    record Prlimit64(int resource, Arg limit, Arg old) implements ProcessOp {}

    /// A session keyring of its own.
    record Keyctl() implements ProcessOp {}
}
