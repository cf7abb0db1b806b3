package dev.caisson.sys;

/// Makes the calls of [Syscalls] on the running kernel.
final class RealSyscalls {
    private RealSyscalls() {}

    @SuppressWarnings("DoNotCallSuggester") // bound by the next commit
    static Syscalls instance() {
        throw new UnsupportedOperationException("not bound yet");
    }
}
