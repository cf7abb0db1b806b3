package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;

/// Descriptors and what is behind them. Named after the kernel's calls.
sealed interface FileOp extends Op {
    /// Every opened descriptor is close-on-exec; that flag is added when the step is lowered.
    record Openat(Arg directory, Arg path, int flags, int mode) implements FileOp {}

    /// @param how a `struct open_how`, 24 bytes
    record Openat2(Arg directory, Arg path, Address how) implements FileOp {}

    record Read(Arg fd, Address buffer, int size) implements FileOp {}

    record Write(Arg fd, Address buffer, int size) implements FileOp {}

    record Pwrite64(Arg fd, Address buffer, int size, int position) implements FileOp {}

    record Pwritev(Arg fd, Address vector, int count, Arg position) implements FileOp {}

    record Ftruncate(Arg fd, Arg size) implements FileOp {}

    record Flock(Arg fd, int operation) implements FileOp {}

    record Close(Arg fd) implements FileOp {}

    /// Up to the last descriptor there can be.
    record CloseRange(int first, int flags) implements FileOp {}

    /// @param flags `O_CLOEXEC` or 0
    record Dup3(Arg from, int to, int flags) implements FileOp {}

    record Renameat2(Arg directory, Arg from, Arg to) implements FileOp {}

    record Mkdirat(Arg directory, Arg path, int mode) implements FileOp {}

    /// @param mode with the file's type
    record Mknodat(Arg directory, Arg path, int mode, int device) implements FileOp {}

    record Symlinkat(Arg target, Arg directory, Arg path) implements FileOp {}

    record Fchownat(Arg directory, Arg path, int uid, int gid) implements FileOp {}

    record Fchown(Arg fd, int uid, int gid) implements FileOp {}

    record Fchmodat(Arg directory, Arg path, int mode) implements FileOp {}

    record Fstatfs(Arg fd, Address buffer) implements FileOp {}

    /// @param buffer 256 bytes
    record Statx(Arg fd, Address buffer) implements FileOp {}

    record Fchdir(Arg fd) implements FileOp {}

    record Getcwd(Address buffer, int size) implements FileOp {}

    record Umask(int mask) implements FileOp {}

    record Ioctl(Arg fd, int request, Arg argument) implements FileOp {}
}
