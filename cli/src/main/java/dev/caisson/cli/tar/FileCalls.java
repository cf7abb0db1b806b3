package dev.caisson.cli.tar;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.tar.Xattr;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the JDK has no call for: extended attributes but those of the user, special files, times of
/// what cannot be opened. None of it follows a symbolic link at the end of a path.
final class FileCalls implements AutoCloseable {
    /// The only attribute of the system that a copy keeps; those of the user are kept all.
    private static final String CAPABILITY = "security.capability";

    private static final String USER = "user.";

    // include/uapi/linux/limits.h, XATTR_SIZE_MAX and XATTR_LIST_MAX
    private static final int LARGEST = 1 << 16;

    // include/uapi/asm-generic/errno-base.h, errno.h
    private static final int EPERM = 1;
    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option STATE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout()
                    .varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));

    // listxattr(2), getxattr(2), setxattr(2), mknod(2)
    private static final MethodHandle LIST =
            call("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle GET =
            call(
                    "lgetxattr",
                    FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle SET =
            call(
                    "lsetxattr",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MKNOD =
            call("mknod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));

    // utimensat(2); include/uapi/linux/fcntl.h, stat.h
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final MethodHandle DATE =
            call(
                    "utimensat",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment names = arena.allocate(LARGEST);
    private final MemorySegment value = arena.allocate(LARGEST);

    private static MethodHandle call(String name, FunctionDescriptor types) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), types, STATE);
    }

    /// A call whose arguments are fixed.
    private interface Call {
        // MethodHandle.invokeExact is declared so.
        @SuppressWarnings("IllegalThrows")
        long invoke() throws Throwable;
    }

    /// @return what the call returns; below 0 minus the number of its error
    private long result(Call call) {
        try {
            long result = call.invoke();
            return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new LinkageError("a system call", impossible);
        }
    }

    /// Whether a copy keeps an attribute.
    static boolean isKept(String attribute) {
        return attribute.equals(CAPABILITY) || attribute.startsWith(USER);
    }

    /// The attributes of a file that a copy keeps.
    List<Xattr> attributes(Path file) throws IOException {
        try (var texts = Arena.ofConfined()) {
            var path = text(texts, RawPath.of(file));
            long length = result(() -> (long) LIST.invokeExact(state, path, names, (long) LARGEST));
            if (length == 0 || length == -EOPNOTSUPP) return List.of();
            if (length < 0) throw failed("list the attributes of", file, length);
            var found = new ArrayList<Xattr>();
            for (long at = 0; at < length; ) {
                var name = names.asSlice(at).getString(0, UTF_8);
                var start = names.asSlice(at);
                at += name.getBytes(UTF_8).length + 1L;
                if (!isKept(name)) continue;
                long size =
                        result(
                                () ->
                                        (long)
                                                GET.invokeExact(
                                                        state, path, start, value, (long) LARGEST));
                if (size == -ENODATA) continue; // it has gone
                if (size < 0) throw failed("read " + name + " of", file, size);
                var bytes = value.asSlice(0, size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
                found.add(new Xattr(name, ByteBuffer.wrap(bytes)));
            }
            return found;
        }
    }

    /// @return false when the user may not, or the file system has none
    boolean set(Path file, Xattr attribute) throws IOException {
        try (var texts = Arena.ofConfined()) {
            var path = text(texts, RawPath.of(file));
            var name = texts.allocateFrom(attribute.name(), UTF_8);
            var content = attribute.value().duplicate();
            int size = content.remaining();
            if (size > LARGEST) throw new IOException(attribute.name() + " is too large");
            value.asSlice(0, size).copyFrom(MemorySegment.ofBuffer(content));
            long result =
                    result(() -> (int) SET.invokeExact(state, path, name, value, (long) size, 0));
            if (result == -EPERM || result == -EOPNOTSUPP) return false;
            if (result < 0) throw failed("set " + attribute.name() + " of", file, result);
            return true;
        }
    }

    /// @param mode type and permissions, see inode(7)
    /// @return false when the user may not
    boolean special(Path file, int mode, int major, int minor) throws IOException {
        try (var texts = Arena.ofConfined()) {
            var path = text(texts, RawPath.of(file));
            long device = device(major, minor);
            long result = result(() -> (int) MKNOD.invokeExact(state, path, mode, device));
            if (result == -EPERM) return false;
            if (result < 0) throw failed("make", file, result);
            return true;
        }
    }

    /// Sets the time of the last change; the JDK would open the file for that, which waits with a
    /// pipe and does something with a device.
    void date(Path file, long seconds, int nanos) throws IOException {
        try (var texts = Arena.ofConfined()) {
            var path = text(texts, RawPath.of(file));
            var times = texts.allocateFrom(JAVA_LONG, 0, UTIME_OMIT, seconds, nanos);
            long result =
                    result(
                            () ->
                                    (int)
                                            DATE.invokeExact(
                                                    state,
                                                    AT_FDCWD,
                                                    path,
                                                    times,
                                                    AT_SYMLINK_NOFOLLOW));
            if (result < 0) throw failed("set the time of", file, result);
        }
    }

    // As glibc's dev_t: bits/sysmacros.h, gnu_dev_makedev.
    private static long device(int major, int minor) {
        long high = Integer.toUnsignedLong(major);
        long low = Integer.toUnsignedLong(minor);
        return (high & 0xfff) << 8 | (high & ~0xfffL) << 32 | low & 0xff | (low & ~0xffL) << 12;
    }

    private static MemorySegment text(Arena arena, String raw) {
        return arena.allocateFrom(raw, ISO_8859_1);
    }

    private static IOException failed(String what, Path file, long result) {
        return new IOException("cannot " + what + " " + file + ": error " + -result);
    }

    @Override
    public void close() {
        arena.close();
    }
}
