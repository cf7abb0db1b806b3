package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Mount;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Options of a tmpfs as mount(8) takes them, in the two halves the kernel wants.
///
/// @param flags of the mount point
/// @param settings of the file system
record TmpfsOptions(Set<Mount.Flag> flags, Map<String, String> settings) {
    private static final Set<String> SETTINGS =
            Set.of("size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "huge", "mpol");

    /// Docker's default: nothing is executed, no devices, no set-uid.
    ///
    /// @throws InvalidInput `TMPFS_OPTION_INVALID`
    static TmpfsOptions parse(List<String> words) {
        var flags = EnumSet.of(Mount.Flag.NO_EXEC, Mount.Flag.NO_SUID, Mount.Flag.NO_DEV);
        var settings = new LinkedHashMap<String, String>();
        for (var word : words) {
            int equals = word.indexOf('=');
            if (equals > 0 && SETTINGS.contains(word.substring(0, equals))) {
                settings.put(word.substring(0, equals), word.substring(equals + 1));
                continue;
            }
            switch (word) {
                case "rw", "relatime", "strictatime", "sync", "async", "" -> {
                    // the default, or without meaning for a tmpfs
                }
                case "ro" -> flags.add(Mount.Flag.READ_ONLY);
                case "exec" -> flags.remove(Mount.Flag.NO_EXEC);
                case "noexec" -> flags.add(Mount.Flag.NO_EXEC);
                case "suid" -> flags.remove(Mount.Flag.NO_SUID);
                case "nosuid" -> flags.add(Mount.Flag.NO_SUID);
                case "dev" -> flags.remove(Mount.Flag.NO_DEV);
                case "nodev" -> flags.add(Mount.Flag.NO_DEV);
                case "noatime" -> flags.add(Mount.Flag.NO_ATIME);
                default -> throw new InvalidInput(FaultCode.TMPFS_OPTION_INVALID, word);
            }
        }
        return new TmpfsOptions(flags, settings);
    }
}
