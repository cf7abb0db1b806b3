package dev.caisson.container.volume;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.Errno;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mounts the file systems of volumes while somebody uses them.
///
/// 1. A volume is mounted on its `_data` by its first user and unmounted by its last.
/// 2. Users are kept in memory only; after a restart of the daemon those who still run are told
///    again by [#adopt], and [#sweep] unmounts what nobody claimed.
/// 3. Calls for one volume follow each other; a server that does not answer holds up nobody else.
///
/// All of it may block.
public final class VolumeMounts {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeMounts.class);
    private static final Pattern PASSWORD = Pattern.compile("(password|pass)=[^,]*");
    private static final Pattern ADDRESS = Pattern.compile("(?<=^|,)addr=([^,]+)");

    private final Syscalls syscalls;
    private final Volumes volumes;
    private final Map<String, Active> active = new ConcurrentHashMap<>();

    private static final class Active {
        private final ReentrantLock lock = new ReentrantLock();
        private final Set<String> users = new HashSet<>();
    }

    /// Where the files of a volume are.
    public record Source(Path path, boolean recursive, boolean readOnly) {}

    public VolumeMounts(Syscalls syscalls, Volumes volumes) {
        this.syscalls = syscalls;
        this.volumes = volumes;
    }

    /// Makes the files of a volume reachable.
    ///
    /// @param user until it calls [#release]; the same one may ask several times
    /// @throws Internal `VOLUME_NOT_MOUNTED`
    public Source acquire(StoredVolume volume, String user) {
        return switch (LocalOptions.parse(volume.name(), volume.options())) {
            case LocalOptions.Directory _ -> new Source(volumes.data(volume), true, false);
            case LocalOptions.Bound(var device, var recursive, var readOnly) -> {
                if (!Files.isDirectory(device)) {
                    var why = device + ": no such file or directory";
                    throw new Internal(FaultCode.VOLUME_NOT_MOUNTED, volume.name(), why);
                }
                yield new Source(device, recursive, readOnly);
            }
            case LocalOptions.Mounted mounted -> mount(volume, mounted, user);
        };
    }

    private Source mount(StoredVolume volume, LocalOptions.Mounted mounted, String user) {
        var data = volumes.data(volume);
        var found = active.computeIfAbsent(volume.directory(), _ -> new Active());
        found.lock.lock();
        try {
            if (found.users.isEmpty() && !isMounted(data)) {
                syscalls.mount(
                        mounted.device(),
                        data.toString(),
                        mounted.type(),
                        mounted.flags(),
                        resolved(mounted));
            }
            found.users.add(user);
            return new Source(data, true, (mounted.flags() & MountFlag.MS_RDONLY) != 0);
        } catch (SyscallException refused) {
            throw failed(
                    volume,
                    "mount "
                            + mounted.device()
                            + " as "
                            + mounted.type()
                            + ", data: "
                            + PASSWORD.matcher(mounted.data()).replaceAll("$1=********")
                            + ": "
                            + refused.errno().text(),
                    refused);
        } catch (UnknownHostException unknown) {
            throw failed(volume, "no address of " + unknown.getMessage(), unknown);
        } finally {
            found.lock.unlock();
        }
    }

    /// The kernel takes numbers only.
    private static String resolved(LocalOptions.Mounted mounted) throws UnknownHostException {
        var address = ADDRESS.matcher(mounted.data());
        if (!address.find()) return mounted.data();
        var number = InetAddress.getByName(address.group(1)).getHostAddress();
        return address.replaceFirst("addr=" + number);
    }

    /// A container that runs has used it since before this daemon.
    public void adopt(StoredVolume volume, String user) {
        var options = LocalOptions.parse(volume.name(), volume.options());
        if (!(options instanceof LocalOptions.Mounted)) return;
        var found = active.computeIfAbsent(volume.directory(), _ -> new Active());
        found.lock.lock();
        try {
            found.users.add(user);
        } finally {
            found.lock.unlock();
        }
    }

    /// Ends one's use of everything.
    public void release(String user) {
        active.forEach((id, found) -> release(id, found, user));
    }

    private void release(String id, Active found, String user) {
        found.lock.lock();
        try {
            if (found.users.remove(user) && found.users.isEmpty()) unmount(volumes.data(id));
        } finally {
            found.lock.unlock();
        }
    }

    /// Unmounts what is mounted without a user. To be called once, after [#adopt] of all who run.
    public void sweep() {
        for (var volume : volumes.all()) {
            var found = active.computeIfAbsent(volume.directory(), _ -> new Active());
            found.lock.lock();
            try {
                var data = volumes.data(volume);
                if (found.users.isEmpty() && isMounted(data)) unmount(data);
            } finally {
                found.lock.unlock();
            }
        }
    }

    private void unmount(Path data) {
        try {
            syscalls.umount2(data.toString(), MountFlag.MNT_DETACH | MountFlag.UMOUNT_NOFOLLOW);
        } catch (SyscallException failure) {
            // EINVAL: somebody unmounted it by hand.
            if (failure.is(Errno.EINVAL) || failure.is(Errno.ENOENT)) return;
            LOG.warn("path={} stays mounted: {}", data, failure.getMessage());
        }
    }

    private static boolean isMounted(Path data) {
        var place = data.toString().replace("\\", "\\134").replace(" ", "\\040");
        try (var lines =
                Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.split(" ", 6)[4].equals(place));
        } catch (IOException unreadable) {
            throw new Internal(
                    unreadable, FaultCode.VOLUME_FAILED, data, String.valueOf(unreadable));
        }
    }

    private static Internal failed(StoredVolume volume, String why, Exception cause) {
        return new Internal(cause, FaultCode.VOLUME_NOT_MOUNTED, volume.name(), why);
    }
}
