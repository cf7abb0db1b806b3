package dev.caisson.launch;

import dev.caisson.elf.Arg;
import dev.caisson.sys.OpenFlag;

/// Joins control groups.
final class CgroupSteps {
    private CgroupSteps() {}

    /// Joins the groups of hierarchies of version 1, by `tasks`: for a single thread that is 2 to 4
    /// times faster than `cgroup.procs`, which has to look for others.
    static void join(ProgramBuilder program, LaunchResources.Join join, String whose) {
        if (!(join instanceof LaunchResources.Join.V1(var hierarchies))) return;
        for (var hierarchy : hierarchies) {
            write(program, hierarchy.fd(), "tasks", whose + " " + hierarchy.name());
        }
    }

    /// Joins a group of the unified hierarchy from within.
    static void joinUnified(ProgramBuilder program, int fd) {
        write(program, fd, "cgroup.procs", "holders' cgroup");
    }

    private static void write(ProgramBuilder program, int fd, String file, String what) {
        var opened = program.slot(what);
        program.step(
                        "open " + what,
                        new FileOp.Openat(Arg.of(fd), program.text(file), OpenFlag.O_WRONLY, 0))
                .result(opened);
        program.step("join " + what, new FileOp.Write(opened, program.text("0"), 1));
        program.step("close " + what, new FileOp.Close(opened));
    }
}
