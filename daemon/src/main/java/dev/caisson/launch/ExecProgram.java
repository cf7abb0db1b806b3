package dev.caisson.launch;

import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.launch.PathSteps.Kind;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.CloneFlag;
import java.util.Map;

/// The process's half of an exec session: enters a running container and executes the program.
///
/// The container runs, so everything in its root may change between two looks: a path is resolved
/// once, and what is written through procfs goes through one of our own.
final class ExecProgram {
    private static final int NAMESPACES =
            CloneFlag.CLONE_NEWNS
                    | CloneFlag.CLONE_NEWUTS
                    | CloneFlag.CLONE_NEWIPC
                    | CloneFlag.CLONE_NEWNET
                    | CloneFlag.CLONE_NEWCGROUP;

    private final ProgramBuilder program;
    private final ExecRequest request;
    private final LaunchResources resources;

    ExecProgram(ProgramBuilder program, ExecRequest request, LaunchResources resources) {
        this.program = program;
        this.request = request;
        this.resources = resources;
    }

    void build(Cell holder) {
        var p = program;
        p.phase(Phase.ISOLATION);
        InitProgram.begin(p, holder);
        CredentialSteps.signals(p, resources.host().ignoredSignals());
        CgroupSteps.join(p, resources.cgroup(), "cgroup");
        p.step("begin a session", new ProcessOp.Setsid());
        p.step("enter the container", new ProcessOp.Setns(Arg.of(Descriptors.ROOT), NAMESPACES));
        p.step("have keys of our own", new ProcessOp.Keyctl()).ignoringErrors();
        var credentials = new CredentialSteps(p, request.process(), resources.host());
        if (credentials.needsProcfs()) {
            var proc = p.slot("proc");
            new FilesystemSteps(p).make("proc", Map.of(), 0, proc, "a procfs of our own");
            credentials.procfs(proc);
        }
        var paths = new PathSteps(p, Arg.of(AtFlag.AT_FDCWD));
        stdio(paths);
        workingDirectory(paths);
        credentials.limits();
        credentials.drop();
        ExecuteSteps.build(p, request.process());
    }

    private void workingDirectory(PathSteps paths) {
        var p = program;
        p.phase(Phase.WORKING_DIRECTORY);
        var path = request.process().workingDirectory();
        if (PathSteps.components(path).isEmpty()) return;
        var directory = p.slot("workingDirectory");
        paths.open(path, Kind.DIRECTORY, directory, p.failed());
        InitProgram.enter(p, path, directory);
    }

    private void stdio(PathSteps paths) {
        var p = program;
        switch (request.streams()) {
            case ExecRequest.Streams.Terminal _ -> InitProgram.terminal(p, request.process());
            case ExecRequest.Streams.Pipes(boolean stdin) -> {
                if (!stdin) nullStdin(paths);
                InitProgram.pipes(p, stdin, request.process());
            }
        }
    }

    /// The container's `/dev/null`, looked at after it was opened: what else the container may have
    /// put there is not passed on.
    private void nullStdin(PathSteps paths) {
        var p = program;
        var reference = p.slot("reference");
        var device = p.slot("device");
        paths.open("/dev/null", Kind.ANY, reference, p.failed());
        paths.verifyNull(reference);
        p.step("close the reference", new FileOp.Close(reference));
        paths.openDevice("/dev/null", device);
        paths.verifyNull(device);
        p.step("standard input is /dev/null", new FileOp.Dup3(device, 0, 0));
        p.step("close it", new FileOp.Close(device));
    }
}
