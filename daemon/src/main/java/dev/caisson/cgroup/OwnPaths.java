package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// In which cgroups this process is: `/proc/self/cgroup` (cgroups(7)).
///
/// @param paths by controller, by `name=…`, and by the empty name for version 2
record OwnPaths(Map<String, String> paths) {
    OwnPaths {
        paths = Map.copyOf(paths);
    }

    static OwnPaths read(Path proc) {
        var file = proc.resolve("self/cgroup");
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException e) {
            throw new Internal(e, FaultCode.CGROUP_READ_FAILED, file, e);
        }
    }

    static OwnPaths parse(List<String> lines) {
        var paths = new HashMap<String, String>();
        for (var line : lines) {
            var fields = line.split(":", 3);
            if (fields.length < 3) continue;
            Arrays.stream(fields[1].split(",")).forEach(name -> paths.put(name, fields[2]));
        }
        return new OwnPaths(paths);
    }

    boolean isAtRoot(String name) {
        return paths.getOrDefault(name, "/").equals("/");
    }
}
