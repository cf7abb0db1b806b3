package dev.caisson.launch;

import dev.caisson.elf.Cell;
import java.util.Map;
import java.util.TreeMap;

/// Makes new file systems as detached mounts.
final class FilesystemSteps {
    private final ProgramBuilder program;
    private final Cell context;

    FilesystemSteps(ProgramBuilder program) {
        this.program = program;
        context = program.slot("context");
    }

    /// @param options as `fsconfig(2)` takes them, an empty value for a flag
    /// @param attributes `MOUNT_ATTR_*`
    /// @param into where the descriptor of the mount goes
    /// @param name of the mount, for people
    void make(String type, Map<String, String> options, int attributes, Cell into, String name) {
        var p = program;
        p.step("open a context for " + name, new MountOp.Fsopen(p.text(type))).result(context);
        var sorted = new TreeMap<>(options);
        sorted.putIfAbsent("source", type);
        sorted.forEach(
                (key, value) -> {
                    var what = "set " + key + (value.isEmpty() ? "" : "=" + value) + " of " + name;
                    p.step(
                            what,
                            value.isEmpty()
                                    ? new MountOp.FsconfigFlag(context, p.text(key))
                                    : new MountOp.FsconfigString(
                                            context, p.text(key), p.text(value)));
                });
        p.step("create " + name, new MountOp.FsconfigCreate(context));
        p.step("mount " + name, new MountOp.Fsmount(context, attributes)).result(into);
        p.step("close the context", new FileOp.Close(context));
    }
}
