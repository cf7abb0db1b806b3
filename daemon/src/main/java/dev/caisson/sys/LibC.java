package dev.caisson.sys;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/// The functions of glibc that are bound, by JNA's direct mapping. Pointers are plain addresses.
///
/// JNA clears errno before a call whose method declares [LastErrorException] and throws when errno
/// is set after it, whatever the result. That is right for `syscall(2)`, which touches errno only
/// when it fails, and for little else: `posix_spawn` and its like answer with the error's number,
/// and its child, which shares our memory, leaves traces in errno also when all went well.
final class LibC {
    static {
        Native.register(LibC.class, NativeLibrary.getInstance("c"));
    }

    private LibC() {}

    // unistd.h
    static native long syscall(long number, long a, long b, long c, long d, long e, long f)
            throws LastErrorException;

    // spawn.h
    static native int posix_spawn(
            long pid, long path, long fileActions, long attributes, long argv, long envp);

    static native int posix_spawn_file_actions_init(long fileActions);

    static native int posix_spawn_file_actions_destroy(long fileActions);

    static native int posix_spawn_file_actions_adddup2(long fileActions, int fd, int newFd);

    static native int posix_spawn_file_actions_addclose(long fileActions, int fd);

    static native int posix_spawnattr_init(long attributes);

    static native int posix_spawnattr_setflags(long attributes, short flags);

    static native int posix_spawnattr_setpgroup(long attributes, int group);

    static native int posix_spawnattr_setsigmask(long attributes, long set);

    static native int posix_spawnattr_setsigdefault(long attributes, long set);
}
