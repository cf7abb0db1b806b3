/// The kernel, and nothing else: the only room that knows JNA.
///
/// [Syscalls] is one Java method per system call, named and ordered as in its man page, with plain
/// `int` descriptors, strings, byte arrays and records; no JNA type is in a signature. The real
/// one is [Syscalls#real()]; tests use a recording fake. A failed call is a [SyscallException]
/// with an [Errno] and the text of the call; the room that knows why translates it into a fault.
///
/// Around it: owners of descriptors ([Fd], [PidFd]), the identity of a process ([ProcessId]), and
/// the threads on which native code may run. Every native call pins its carrier thread, so one
/// that can block goes to [Blocking]; one that changes the thread (`setns`, `unshare`, `prctl`)
/// runs on a fresh [NsThread]. [Poller] and [Inotify] each own one thread that waits.
///
/// Strings cross as UTF-8. A byte that is not UTF-8 (file names may hold any byte but `/` and NUL)
/// becomes a lone surrogate `U+DC80`..`U+DCFF` and is written back as the same byte, so that names
/// survive the round trip. A NUL inside a string is `EINVAL`, before the kernel sees it.
@NullMarked
package dev.caisson.sys;

import org.jspecify.annotations.NullMarked;
