package dev.caisson.container.request;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is mounted into it.
///
/// @param binds `source:destination[:options]`, or a volume's name as the source
/// @param tmpfs destination to options
/// @param anonymousVolumes Docker's `Config.Volumes`: destinations
/// @param volumesFrom containers, each with `:ro` or `:rw` or nothing behind
/// @param volumeDriver empty for `local`
/// @param shallow true when a bind that is read-only leaves the mounts beneath it as they are, as
///     clients before API 1.44 expect; null for not
public record MountRequests(
        List<String> binds,
        List<MountRequest> mounts,
        Map<String, String> tmpfs,
        Set<String> anonymousVolumes,
        List<String> volumesFrom,
        String volumeDriver,
        @Nullable Boolean shallow) {
    public MountRequests {
        binds = List.copyOf(binds);
        mounts = List.copyOf(mounts);
        tmpfs = Map.copyOf(tmpfs);
        anonymousVolumes = Set.copyOf(anonymousVolumes);
        volumesFrom = List.copyOf(volumesFrom);
    }

    public MountRequests(
            List<String> binds,
            List<MountRequest> mounts,
            Map<String, String> tmpfs,
            Set<String> anonymousVolumes,
            List<String> volumesFrom,
            String volumeDriver) {
        this(binds, mounts, tmpfs, anonymousVolumes, volumesFrom, volumeDriver, null);
    }

    /// Binds that are read-only leave the mounts beneath them as they are.
    public MountRequests withShallowBinds() {
        return new MountRequests(
                binds, mounts, tmpfs, anonymousVolumes, volumesFrom, volumeDriver, true);
    }

    /// Whether a volume was asked for by this name.
    public boolean names(String volume) {
        return binds.stream().anyMatch(bind -> bind.startsWith(volume + ":"))
                || mounts.stream().anyMatch(mount -> mount.source().equals(volume));
    }

    public static MountRequests none() {
        return new MountRequests(List.of(), List.of(), Map.of(), Set.of(), List.of(), "");
    }
}
