package dev.caisson.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What the running kernel can do beyond Linux 5.0, asked once at the start and shown by `info`.
///
/// @param release as `uname -r` has it
/// @param present what is there
public record KernelFeatures(String release, Set<Feature> present) {
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");

    /// What is asked for, with the first Linux that has it.
    public enum Feature {
        /// 5.3; decided by the release, because only a child would show it.
        CLONE3,
        /// 5.6
        OPENAT2,
        /// 5.9
        CLOSE_RANGE,
        /// 5.6
        PIDFD_GETFD,
        /// 5.12, with mounts mapped to a user namespace
        MOUNT_SETATTR,
        /// 5.14; decided by the release, because a root cgroup has no `cgroup.kill`
        CGROUP_KILL,
        /// 6.3: `memfd_create` with `MFD_EXEC`
        MEMFD_EXEC,
        /// 6.13: overlay takes lower directories as descriptors, `lowerdir+`
        OVERLAY_LOWER_FD,
        /// `SECCOMP_RET_KILL_PROCESS`, 4.14
        SECCOMP_KILL_PROCESS,
        /// User namespaces are built in and not forbidden.
        USER_NAMESPACES
    }

    public KernelFeatures {
        present = Set.copyOf(present);
    }

    public boolean has(Feature feature) {
        return present.contains(feature);
    }

    /// Features that every supported kernel has (Linux 5.15) and this one has not.
    public Set<Feature> missing() {
        var missing =
                EnumSet.of(
                        Feature.CLONE3,
                        Feature.OPENAT2,
                        Feature.CLOSE_RANGE,
                        Feature.PIDFD_GETFD,
                        Feature.MOUNT_SETATTR,
                        Feature.SECCOMP_KILL_PROCESS);
        missing.removeAll(present);
        return missing;
    }

    /// Asks the kernel. Changes nothing; needs the rights of the daemon.
    public static KernelFeatures probe(Syscalls syscalls) {
        var release = read(Path.of("/proc/sys/kernel/osrelease"));
        var present = EnumSet.noneOf(Feature.class);
        if (isAtLeast(release, 5, 3)) present.add(Feature.CLONE3);
        if (isAtLeast(release, 5, 14)) present.add(Feature.CGROUP_KILL);
        if (hasUserNamespaces()) present.add(Feature.USER_NAMESPACES);
        if (syscalls.seccompActionAvailable(Prctl.SECCOMP_RET_KILL_PROCESS)) {
            present.add(Feature.SECCOMP_KILL_PROCESS);
        }
        new Probe(syscalls).addTo(present);
        return new KernelFeatures(release, present);
    }

    /// @param release `6.18.44-fc-v657`
    static boolean isAtLeast(String release, int major, int minor) {
        var parts = RELEASE.matcher(release);
        if (!parts.matches()) return false;
        int first = Integer.parseInt(parts.group(1));
        return first > major || (first == major && Integer.parseInt(parts.group(2)) >= minor);
    }

    private static boolean hasUserNamespaces() {
        var most = Path.of("/proc/sys/user/max_user_namespaces");
        return Files.exists(Path.of("/proc/self/ns/user"))
                && (!Files.exists(most) || Long.parseLong(read(most)) > 0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The features that a harmless call shows.
    private record Probe(Syscalls syscalls) {
        /// No descriptor has this number.
        private static final int NO_FD = Integer.MAX_VALUE;

        void addTo(Set<Feature> present) {
            ask(present, Feature.OPENAT2, () -> syscalls.openat2(NO_FD, "x", 0, 0, 0));
            ask(present, Feature.PIDFD_GETFD, () -> syscalls.pidfdGetfd(NO_FD, 0));
            ask(present, Feature.CLOSE_RANGE, () -> syscalls.closeRange(NO_FD, NO_FD, 0));
            ask(
                    present,
                    Feature.MOUNT_SETATTR,
                    () -> syscalls.mountSetattr(NO_FD, "x", 0, MountAttributes.set(1)));
            if (works(this::makeExecutableMemfd)) present.add(Feature.MEMFD_EXEC);
            if (works(this::giveOverlayLowerFd)) present.add(Feature.OVERLAY_LOWER_FD);
        }

        /// A call with a bad descriptor: any refusal but `ENOSYS` shows that it is there.
        private static void ask(Set<Feature> present, Feature feature, Runnable call) {
            try {
                call.run();
            } catch (SyscallException refused) {
                if (refused.is(Errno.ENOSYS)) return;
            }
            present.add(feature);
        }

        private static boolean works(Runnable call) {
            try {
                call.run();
                return true;
            } catch (SyscallException refused) {
                return false;
            }
        }

        private void makeExecutableMemfd() {
            syscalls.close(syscalls.memfdCreate("caisson-probe", Fcntl.MFD_EXEC));
        }

        private void giveOverlayLowerFd() {
            try (var context = Fd.of(syscalls, syscalls.fsopen("overlay"));
                    var root =
                            Fd.of(
                                    syscalls,
                                    syscalls.openat(
                                            AtFlag.AT_FDCWD,
                                            "/",
                                            OpenFlag.O_PATH | OpenFlag.O_DIRECTORY,
                                            0))) {
                syscalls.fsconfigSetFd(context.number(), "lowerdir+", root.number());
            }
        }
    }
}
