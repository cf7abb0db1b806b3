package dev.caisson.launch;

import static dev.caisson.launch.ProgramBuilder.ZERO;

import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Word;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.launch.PathSteps.Kind;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Prctl;
import dev.caisson.sys.Signal;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// Init's half of a launch program: from the clone to the user's program.
final class InitProgram {
    // include/uapi/asm-generic/ioctls.h, linux/sockios.h, linux/if.h
    private static final int TIOCSCTTY = 0x540E;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final long IFF_UP = 1;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    private final ProgramBuilder program;
    private final RuntimeSpec spec;
    private final LaunchResources resources;
    private final boolean terminal;

    InitProgram(ProgramBuilder program, RuntimeSpec spec, LaunchResources resources) {
        this.program = program;
        this.spec = spec;
        this.resources = resources;
        terminal = spec.stdio() instanceof Stdio.Terminal;
    }

    void build(Cell holder) {
        program.phase(Phase.ISOLATION);
        begin(program, holder);
        CredentialSteps.signals(program, resources.host().ignoredSignals());
        CgroupSteps.join(program, resources.cgroup(), "cgroup");
        program.step("begin a session", new ProcessOp.Setsid());
        namespaces();
        var mounts = new MountSteps(program, spec, resources, terminal);
        mounts.enterRoot();
        mounts.mounts();
        mounts.console();
        sysctls(mounts);
        names();
        var credentials = new CredentialSteps(program, spec.process(), resources.host());
        if (credentials.needsProcfs()) credentials.procfs(mounts.proc());
        workingDirectory(mounts.paths());
        mounts.mask();
        mounts.readonly();
        stdio(mounts);
        mounts.finishRoot();
        credentials.limits();
        if (spec.init()) new ReaperProgram(program, credentials).build();
        credentials.drop();
        ExecuteSteps.build(program, spec.process());
    }

    /// Ties a process to the holder: killed with it, even when that has happened already.
    static void begin(ProgramBuilder p, Cell holder) {
        var alive = p.label("holder alive");
        var poll = p.variables("holder", Word.of(0));
        p.step(
                "die with the holder",
                new ProcessOp.Prctl(Prctl.PR_SET_PDEATHSIG, Arg.of(Signal.SIGKILL), ZERO));
        p.step(
                        "poll the holder",
                        new Compute.Add(holder, p.number((long) HolderProgram.POLLIN << 32)))
                .result(poll.cell(0));
        p.step("is it alive?", new ProcessOp.Ppoll(poll.address(), 1, p.words(0, 0))).onZero(alive);
        p.step("end with the holder", new ProcessOp.ExitGroup(Arg.of(127)));
        p.place(alive);
    }

    private void namespaces() {
        var p = program;
        share(Namespaces.Kind.UTS, CloneFlag.CLONE_NEWUTS);
        share(Namespaces.Kind.IPC, CloneFlag.CLONE_NEWIPC);
        share(Namespaces.Kind.NET, CloneFlag.CLONE_NEWNET);
        share(Namespaces.Kind.CGROUP, CloneFlag.CLONE_NEWCGROUP);
        if (isNew(Namespaces.Kind.CGROUP)) {
            p.step(
                    "see control groups from here",
                    new ProcessOp.Unshare(CloneFlag.CLONE_NEWCGROUP));
        }
        if (isNew(Namespaces.Kind.NET)) loopback();
        p.step("have keys of our own", new ProcessOp.Keyctl()).ignoringErrors();
    }

    private boolean isNew(Namespaces.Kind kind) {
        return spec.namespaces().of(kind) instanceof Namespaces.Source.New;
    }

    private void share(Namespaces.Kind kind, int flag) {
        var fd = resources.namespaces().get(kind);
        if (fd == null) return;
        program.step(
                "share the " + kind.file() + " namespace", new ProcessOp.Setns(Arg.of(fd), flag));
    }

    /// Brings `lo` up, which a new network namespace has down.
    private void loopback() {
        var p = program;
        var socket = p.slot("socket");
        // struct ifreq: 16 bytes of name, then the flags; 40 bytes
        var name = java.nio.ByteBuffer.wrap("lo\0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        long lo = name.order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
        var request = p.words(lo, 0, IFF_UP, 0, 0);
        p.step("open a socket", new ProcessOp.Socket(AF_INET, SOCK_DGRAM)).result(socket);
        p.step("bring lo up", new FileOp.Ioctl(socket, SIOCSIFFLAGS, request));
        p.step("close the socket", new FileOp.Close(socket));
    }

    private void sysctls(MountSteps mounts) {
        if (spec.sysctls().isEmpty()) return;
        var p = program;
        var proc = mounts.proc();
        var file = p.slot("sysctl");
        p.phase(Phase.ISOLATION);
        new TreeMap<>(spec.sysctls())
                .forEach(
                        (key, value) -> {
                            var path = "sys/" + PathSteps.relative(key.replace('.', '/'));
                            int size = value.getBytes(StandardCharsets.UTF_8).length;
                            p.step(
                                            "open sysctl " + key,
                                            new FileOp.Openat(
                                                    proc, p.text(path), OpenFlag.O_WRONLY, 0))
                                    .result(file);
                            p.step(
                                    "set sysctl " + key + " to " + value,
                                    new FileOp.Write(file, p.text(value), size));
                            p.step("close sysctl " + key, new FileOp.Close(file));
                        });
    }

    private void names() {
        var p = program;
        p.phase(Phase.ISOLATION);
        var hostname = spec.hostname();
        if (hostname != null) {
            int size = hostname.getBytes(StandardCharsets.UTF_8).length;
            p.step("be " + hostname, new ProcessOp.Sethostname(p.text(hostname), size));
        }
        var domainname = spec.domainname();
        if (domainname != null) {
            int size = domainname.getBytes(StandardCharsets.UTF_8).length;
            p.step("be in " + domainname, new ProcessOp.Setdomainname(p.text(domainname), size));
        }
    }

    private void workingDirectory(PathSteps paths) {
        var p = program;
        p.phase(Phase.WORKING_DIRECTORY);
        var directory = p.slot("workingDirectory");
        var path = spec.process().workingDirectory();
        if (PathSteps.components(path).isEmpty()) return;
        paths.openOrMake(path, Kind.DIRECTORY, directory);
        enter(p, path, directory);
    }

    /// Goes to a directory, and makes sure that it is in the root.
    static void enter(ProgramBuilder p, String path, Cell directory) {
        // The first character of the answer becomes the highest byte of a word that is 0 otherwise.
        var buffer = p.block("getcwd", 7 + 4096);
        var inside = p.label("inside the root");
        p.step("go to " + path, new FileOp.Fchdir(directory));
        p.step("close " + path, new FileOp.Close(directory));
        p.step("where are we?", new FileOp.Getcwd(buffer.at(7), 4096));
        p.step(
                        "is it in the root?",
                        new Compute.Subtract(buffer.cell(0), p.number((long) '/' << 56)))
                .onZero(inside);
        p.step("refuse a directory outside of the root", new FileOp.Close(Arg.of(-1)));
        p.place(inside);
    }

    private void stdio(MountSteps mounts) {
        var p = program;
        p.phase(Phase.ISOLATION);
        switch (spec.stdio()) {
            case Stdio.Terminal _ -> terminal(p, spec.process());
            case Stdio.Pipes(boolean stdin, _) -> {
                if (!stdin) mounts.nullStdin();
                pipes(p, stdin, spec.process());
            }
        }
    }

    /// The slave becomes the controlling terminal of this session.
    static void terminal(ProgramBuilder p, ProcessSpec process) {
        var slave = Arg.of(Descriptors.INIT_STDIN);
        p.step("own the terminal", new FileOp.Ioctl(slave, TIOCSCTTY, ZERO));
        give(p, Descriptors.INIT_STDIN, process);
        for (int i = 0; i < 3; i++) p.step("terminal at " + i, new FileOp.Dup3(slave, i, 0));
    }

    /// The pipes become descriptors 0 to 2, and belong to the user, who may want to open
    /// `/dev/stdout` again.
    static void pipes(ProgramBuilder p, boolean stdin, ProcessSpec process) {
        for (int i = stdin ? 0 : 1; i < 3; i++) {
            int from = Descriptors.INIT_STDIN + i;
            give(p, from, process);
            p.step("pipe at " + i, new FileOp.Dup3(Arg.of(from), i, 0));
        }
    }

    private static void give(ProgramBuilder p, int fd, ProcessSpec process) {
        if (process.user().uid() == 0) return;
        p.step(
                "give " + fd + " to the user",
                new FileOp.Fchown(Arg.of(fd), (int) process.user().uid(), -1));
    }
}
