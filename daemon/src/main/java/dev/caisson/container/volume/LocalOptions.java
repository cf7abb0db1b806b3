package dev.caisson.container.volume;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.sys.MountFlag;
import dev.caisson.value.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the options of a volume (`type`, `o`, `device`, `size`) ask for. Source: moby
/// daemon/volume/local/local_unix.go; the words of `o` are those of mount(8).
public sealed interface LocalOptions {
    /// A directory of ours.
    ///
    /// @param bytes it may hold; 0 for no limit
    record Directory(long bytes) implements LocalOptions {}

    /// Another directory of the host.
    record Bound(Path device, boolean recursive, boolean readOnly) implements LocalOptions {}

    /// A file system, mounted while somebody uses it.
    ///
    /// @param flags [MountFlag] `MS_*`
    /// @param data what is left for the file system
    record Mounted(String type, String device, long flags, String data) implements LocalOptions {}

    /// @param volume whose they are, for the messages
    /// @throws dev.caisson.fault.InvalidInput `VOLUME_OPTIONS_INVALID`
    static LocalOptions parse(String volume, Map<String, String> options) {
        for (var key : options.keySet()) {
            if (!Words.KEYS.contains(key)) throw invalid(volume, "invalid option: \"" + key + '"');
        }
        for (var key : List.of("device", "type", "o")) {
            if (!options.containsKey(key)) continue;
            for (var needed : List.of("device", "type")) {
                if (!options.containsKey(needed)) {
                    throw invalid(volume, "missing required option: \"" + needed + '"');
                }
            }
        }
        long bytes = options.containsKey("size") ? bytes(volume, options.get("size")) : 0;
        var device = options.getOrDefault("device", "");
        var type = options.getOrDefault("type", "");
        if (device.isEmpty() && type.isEmpty()) return new Directory(bytes);
        if (device.isEmpty()) throw invalid(volume, "missing device in volume options");
        var mounted = mounted(volume, type, device, options.getOrDefault("o", ""));
        return bytes == 0 ? mounted : limited(volume, mounted, bytes);
    }

    private static long bytes(String volume, String written) {
        return Bytes.parse(written)
                .orElseThrow(() -> invalid(volume, "invalid size: '" + written + "'"))
                .count();
    }

    /// Only a tmpfs can be told how much it may hold when it is mounted.
    private static LocalOptions limited(String volume, LocalOptions options, long bytes) {
        if (options instanceof Mounted(var type, var device, long flags, var data)
                && type.equals("tmpfs")) {
            if (("," + data).contains(",size=")) {
                throw invalid(volume, "size is given twice, as an option and in o");
            }
            var size = "size=" + bytes;
            return new Mounted(type, device, flags, data.isEmpty() ? size : data + "," + size);
        }
        throw invalid(
                volume,
                "size limits directories of the engine and tmpfs, not what is mounted from"
                        + " elsewhere");
    }

    private static LocalOptions mounted(String volume, String type, String device, String written) {
        long flags = 0;
        var data = new ArrayList<String>();
        for (var word : written.split(",", -1)) {
            if (word.isEmpty() || Words.WITHOUT_MEANING.contains(word)) continue;
            var set = Words.SET.get(word);
            var cleared = Words.CLEARED.get(word);
            if (set != null) flags |= set;
            else if (cleared != null) flags &= ~cleared;
            else data.add(word);
        }
        if ((flags & MountFlag.MS_BIND) != 0) {
            if (!device.startsWith("/")) {
                throw invalid(volume, "device of a bind must be an absolute path: " + device);
            }
            boolean recursive = (flags & MountFlag.MS_REC) != 0;
            boolean readOnly = (flags & MountFlag.MS_RDONLY) != 0;
            return new Bound(Path.of(device).normalize(), recursive, readOnly);
        }
        return new Mounted(type, device, flags, String.join(",", data));
    }

    private static dev.caisson.fault.Fault invalid(String volume, String why) {
        return Faults.of(FaultCode.VOLUME_OPTIONS_INVALID, volume, why);
    }

    /// What is known.
    final class Words {
        private static final Set<String> KEYS = Set.of("type", "o", "device", "size");

        private static final Set<String> WITHOUT_MEANING =
                Set.of("defaults", "auto", "noauto", "user", "nouser", "_netdev", "nofail");

        private static final Map<String, Long> SET =
                Map.ofEntries(
                        Map.entry("bind", MountFlag.MS_BIND),
                        Map.entry("rbind", MountFlag.MS_BIND | MountFlag.MS_REC),
                        Map.entry("ro", MountFlag.MS_RDONLY),
                        Map.entry("nosuid", MountFlag.MS_NOSUID),
                        Map.entry("nodev", MountFlag.MS_NODEV),
                        Map.entry("noexec", MountFlag.MS_NOEXEC),
                        Map.entry("sync", MountFlag.MS_SYNCHRONOUS),
                        Map.entry("dirsync", MountFlag.MS_DIRSYNC),
                        Map.entry("mand", MountFlag.MS_MANDLOCK),
                        Map.entry("noatime", MountFlag.MS_NOATIME),
                        Map.entry("nodiratime", MountFlag.MS_NODIRATIME),
                        Map.entry("relatime", MountFlag.MS_RELATIME),
                        Map.entry("strictatime", MountFlag.MS_STRICTATIME));

        private static final Map<String, Long> CLEARED =
                Map.ofEntries(
                        Map.entry("rw", MountFlag.MS_RDONLY),
                        Map.entry("suid", MountFlag.MS_NOSUID),
                        Map.entry("dev", MountFlag.MS_NODEV),
                        Map.entry("exec", MountFlag.MS_NOEXEC),
                        Map.entry("async", MountFlag.MS_SYNCHRONOUS),
                        Map.entry("nomand", MountFlag.MS_MANDLOCK),
                        Map.entry("atime", MountFlag.MS_NOATIME),
                        Map.entry("diratime", MountFlag.MS_NODIRATIME),
                        Map.entry("norelatime", MountFlag.MS_RELATIME),
                        Map.entry("nostrictatime", MountFlag.MS_STRICTATIME));

        private Words() {}
    }
}
