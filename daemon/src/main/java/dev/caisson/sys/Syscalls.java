package dev.caisson.sys;

/// The system calls this engine uses, one method each, as their man pages describe them.
///
/// - Descriptors are plain `int`s and every new one is close-on-exec; wrap it with [Fd#of] at once.
/// - A failure is a [SyscallException]; there are no result codes to check.
/// - `EINTR` is not seen: an interrupted call is repeated, except `close` (done on Linux in any
///   case) and the waits with a timeout, which return as if nothing was ready.
/// - Buffers of bytes are copied through native scratch memory, at most 64 KiB a call; the variants
///   with a direct [java.nio.ByteBuffer] copy nothing and have no such limit.
/// - Every method may be called from any thread; one that can block pins a virtual thread's
///   carrier, so run it on [Blocking]. Methods that change the calling *thread* say so.
public interface Syscalls
        extends MountCalls,
                FileCalls,
                DirectoryCalls,
                AttributeCalls,
                QuotaCalls,
                ProcessCalls,
                EventCalls,
                TtyCalls,
                SocketCalls,
                BpfCalls {

    /// The running kernel.
    static Syscalls real() {
        return RealSyscalls.instance();
    }
}
