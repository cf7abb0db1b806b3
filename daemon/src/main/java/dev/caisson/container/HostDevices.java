package dev.caisson.container;

import dev.caisson.container.plan.DeviceLookup;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The device nodes of this host, as they are now.
final class HostDevices implements DeviceLookup {
    private static final int DEEPEST = 8;

    private final Syscalls syscalls;

    HostDevices(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// What the kernel says of paths that name no file.
    private static final List<Errno> NOTHING_THERE =
            List.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ENAMETOOLONG, Errno.ELOOP);

    @Override
    public Optional<HostDevice> at(String path) {
        return status(path, 0).flatMap(status -> device(path, status));
    }

    @Override
    public List<HostDevice> below(String path) {
        var found = new ArrayList<HostDevice>();
        collect(path, found, 0);
        return found;
    }

    private void collect(String directory, List<HostDevice> found, int depth) {
        var names = new File(directory).list();
        if (names == null || depth > DEEPEST) return;
        Arrays.sort(names);
        for (var name : names) {
            var path = directory + "/" + name;
            var status = status(path, AtFlag.AT_SYMLINK_NOFOLLOW);
            if (status.isEmpty()) continue;
            if (status.get().isDirectory()) collect(path, found, depth + 1);
            else device(path, status.get()).ifPresent(found::add);
        }
    }

    private Optional<FileStatus> status(String path, int flags) {
        try {
            return Optional.of(syscalls.statx(AtFlag.AT_FDCWD, path, flags));
        } catch (SyscallException failure) {
            if (NOTHING_THERE.stream().anyMatch(failure::is)) return Optional.empty();
            throw failure;
        }
    }

    private static Optional<HostDevice> device(String path, FileStatus status) {
        boolean character = status.type() == FileMode.S_IFCHR;
        if (!character && status.type() != FileMode.S_IFBLK) return Optional.empty();
        return Optional.of(
                new HostDevice(
                        path,
                        character ? 'c' : 'b',
                        status.special().major(),
                        status.special().minor(),
                        status.permissions(),
                        (int) status.owner().uid(),
                        (int) status.owner().gid()));
    }
}
