package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Carries a plan out.
final class LimitWriter {
    private final CgroupTree tree;
    private final Map<String, Path> directories;

    /// @param directories of each controller
    LimitWriter(CgroupTree tree, Map<String, Path> directories) {
        this.tree = tree;
        this.directories = directories;
    }

    /// @return a warning for each limit whose file the kernel does not have
    /// @throws InvalidInput `CGROUP_LIMIT_REFUSED` for the first one it does not take
    List<String> write(List<CgroupWrite> writes) {
        var warnings = new LinkedHashSet<String>();
        for (var write : writes) {
            if (!written(write)) warnings.add(write.feature().warning());
        }
        return new ArrayList<>(warnings);
    }

    private boolean written(CgroupWrite write) {
        var directory = directories.get(write.controller());
        if (directory == null) return false;
        try {
            tree.write(directory.resolve(write.file()), write.values());
            return true;
        } catch (SyscallException failure) {
            // Cgroup file systems do not let files be made: EACCES or EPERM then, not ENOENT.
            if (failure.is(Errno.ENOENT) && tree.exists(directory))
                return write.otherwise() != null && written(write.otherwise());
            throw new InvalidInput(
                    failure,
                    FaultCode.CGROUP_LIMIT_REFUSED,
                    write.file(),
                    String.join(", ", write.values()),
                    reason(write, directory, failure));
        }
    }

    private String reason(CgroupWrite write, Path directory, SyscallException failure) {
        var errno = failure.errno();
        var reason = errno + " (" + errno.text() + ")";
        if (!errno.equals(Errno.EBUSY) || !write.controller().equals("memory")) return reason;
        var usage =
                tree.read(directory.resolve("memory.usage_in_bytes"))
                        .or(() -> tree.read(directory.resolve("memory.current")));
        return reason + usage.map(bytes -> ", " + bytes + " bytes are in use").orElse("");
    }
}
