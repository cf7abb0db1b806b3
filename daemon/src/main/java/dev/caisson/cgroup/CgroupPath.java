package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.value.ContainerId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Where a cgroup is, from the root of every hierarchy: names, at least one. Names have 1 to 255
/// bytes and are never `.` or `..`; the whole has at most 3 072 bytes, so that every file below
/// can be named.
public record CgroupPath(List<String> names) {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 3072;

    public CgroupPath {
        names = List.copyOf(names);
        if (names.isEmpty()) throw new InvalidInput(FaultCode.CGROUP_PATH_INVALID, "/");
    }

    /// Where containers go that name no other parent.
    public static CgroupPath standard() {
        return new CgroupPath(List.of("caisson"));
    }

    /// Parses a `--cgroup-parent`: `a/b` and `/a/b` mean the same, empty parts and `.` are
    /// skipped.
    ///
    /// @throws InvalidInput `CGROUP_PATH_INVALID` for the root, a `..`, a control character, or a
    ///     path that is too long
    public static CgroupPath parse(String text) {
        var names =
                Arrays.stream(text.split("/"))
                        .filter(name -> !name.isEmpty() && !name.equals("."))
                        .toList();
        if (names.isEmpty()
                || text.length() > LONGEST_PATH
                || !names.stream().allMatch(CgroupPath::valid))
            throw new InvalidInput(FaultCode.CGROUP_PATH_INVALID, text);
        return new CgroupPath(names);
    }

    /// The path of a container below this one. The name is the full id: clients find it in
    /// `/proc/self/cgroup`.
    public CgroupPath child(ContainerId id) {
        return child(id.value());
    }

    CgroupPath child(String name) {
        return parse(this + "/" + name);
    }

    /// Without a leading slash.
    @Override
    public String toString() {
        return names.stream().collect(Collectors.joining("/"));
    }

    private static boolean valid(String name) {
        return !name.equals("..")
                && name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= LONGEST_NAME
                && name.chars().noneMatch(Character::isISOControl);
    }
}
