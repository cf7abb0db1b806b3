package dev.caisson.launch;

import static dev.caisson.launch.ProgramBuilder.ZERO;

import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Datum;
import dev.caisson.elf.Label;
import dev.caisson.elf.Word;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.spec.ExitEvent;
import dev.caisson.spec.ExitRecord;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Prctl;
import dev.caisson.sys.Signal;
import dev.caisson.sys.Wait;

/// The holder's half of a launch program: what starts init, keeps its stdio, waits for it and
/// leaves the exit record.
///
/// Its loop waits in one `ppoll` for standard output, standard error, ended children and the
/// control pipe. A child's end comes by a signalfd, not by init's pidfd, because a subreaper also
/// inherits children that have to be waited for. A stream that has ended, and what the launch does
/// not have, is an entry with descriptor -1, which never gets ready.
///
/// After init has ended, its entry becomes that of a timer: what is left in the pipes is read, and
/// when some other process still has a writing end, for [#DRAIN_NANOS] at most.
///
/// Invariants:
/// 1. `live` counts init and the streams that have not ended; the record is written when it is 0.
/// 2. Nothing that fails in the loop ends the holder: it goes on with what is left.
final class HolderProgram {
    /// How long output is still read after init has ended.
    static final long DRAIN_NANOS = 300_000_000;

    static final int POLLIN = 1;

    private static final int POLLFD_BYTES = 8;
    private static final int REVENTS_OFFSET = 6;
    private static final int SIGNALFD_BYTES = 128;

    // An entry of ppoll: int fd, short events, short revents. Descriptor -1 is skipped.
    private static final long DEAD = 0xffffffffL;

    /// What to hold.
    ///
    /// @param streams how many of [Descriptors#STDOUT] and `STDERR` are read into the log
    /// @param hasStdin whether there is a [Descriptors#STDIN_WRITER] to close
    /// @param cloneFlags namespaces that init gets new
    /// @param exec true for an exec session
    record Role(int streams, boolean hasStdin, long cloneFlags, boolean exec) {}

    private final ProgramBuilder program;
    private final LaunchResources resources;
    private final Role role;
    private final Cell pid;
    private final Cell live;
    private final Cell ended;
    private final Cell scratch;
    private final Datum poll;
    private final Datum record;
    private final Datum event;

    /// The holder's own pidfd, which init looks at.
    private final Cell self;

    private final Label loop;
    private final Label checkErrors;
    private final Label checkChildren;
    private final Label checkControl;
    private final Label done;
    private final Label initStart;

    /// @param identity container and exec id as in an [ExitEvent], 64 bytes
    HolderProgram(ProgramBuilder program, LaunchResources resources, Role role, byte[] identity) {
        this.program = program;
        this.resources = resources;
        this.role = role;
        self = program.slot("holderPidfd");
        pid = program.slot("pid");
        live = program.slot("live", role.streams() + 1L);
        ended = program.slot("ended");
        scratch = program.slot("scratch");
        poll =
                program.variables(
                        "poll",
                        Word.of(role.streams() > 0 ? entry(Descriptors.STDOUT) : DEAD),
                        Word.of(role.streams() > 1 ? entry(Descriptors.STDERR) : DEAD),
                        Word.of(DEAD),
                        Word.of(role.hasStdin() ? entry(Descriptors.CONTROL) : DEAD),
                        Word.of(0));
        var start = new Word[ExitRecord.BYTES / 8];
        java.util.Arrays.fill(start, Word.of(0));
        start[0] = Word.of(ExitRecord.MAGIC);
        start[1] = Word.of(ExitRecord.VERSION);
        record = program.variables("exitRecord", start);
        event = program.variables("exitEvent", eventWords(identity));
        loop = program.label("loop");
        checkErrors = program.label("stderr");
        checkChildren = program.label("children");
        checkControl = program.label("control");
        done = program.label("done");
        initStart = program.label("init");
    }

    private static long entry(int fd) {
        return fd | (long) POLLIN << 32;
    }

    private static Word[] eventWords(byte[] identity) {
        var words = new Word[ExitEvent.BYTES / 8];
        words[0] = Word.of(ExitEvent.MAGIC);
        words[1] = Word.of(0);
        var in = java.nio.ByteBuffer.wrap(identity).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 2; i < words.length; i++) words[i] = Word.of(in.getLong());
        return words;
    }

    /// Where init's half begins.
    Label initStart() {
        return initStart;
    }

    /// The holder's pidfd, as init inherits it.
    Cell self() {
        return self;
    }

    void build() {
        program.phase(Phase.HOLDER);
        begin();
        startInit();
        loop();
        children();
        control();
        finish();
        failure();
    }

    private void begin() {
        var p = program;
        p.step("close what is not for us", new FileOp.CloseRange(resources.firstFree(), 0));
        p.step(
                "close the rest when a program is executed",
                new FileOp.CloseRange(3, OpenFlag.CLOSE_RANGE_CLOEXEC));
        p.step("refuse to be traced", new ProcessOp.Prctl(Prctl.PR_SET_DUMPABLE, ZERO, ZERO));
        p.step("leave the daemon's session", new ProcessOp.Setsid());
        p.step(
                "take over orphans",
                new ProcessOp.Prctl(Prctl.PR_SET_CHILD_SUBREAPER, Arg.of(1), ZERO));
        CgroupSteps.join(p, resources.holders(), "holders' cgroup");
        if (resources.holders() instanceof LaunchResources.Join.V2(int fd)) {
            CgroupSteps.joinUnified(p, fd);
        }
        p.step("block SIGCHLD", new ProcessOp.RtSigprocmask(p.words(Signal.set(Signal.SIGCHLD))));
        var pidNamespace = resources.namespaces().get(dev.caisson.spec.Namespaces.Kind.PID);
        p.step("find our own pid", new ProcessOp.Getpid()).result(scratch);
        p.step("open ourselves for init", new ProcessOp.PidfdOpen(scratch)).result(self);
        if (role.exec()) {
            p.step(
                    "enter the container's pid namespace",
                    new ProcessOp.Setns(Arg.of(Descriptors.ROOT), CloneFlag.CLONE_NEWPID));
        } else if (pidNamespace != null) {
            p.step(
                    "share a pid namespace",
                    new ProcessOp.Setns(Arg.of(pidNamespace), CloneFlag.CLONE_NEWPID));
        }
    }

    private void startInit() {
        var p = program;
        long flags = role.cloneFlags();
        long cgroup = 0;
        if (resources.cgroup() instanceof LaunchResources.Join.V2(int fd)) {
            flags |= 0x200000000L; // CLONE_INTO_CGROUP, include/uapi/linux/sched.h
            cgroup = fd;
        }
        var arguments = p.words(flags, 0, 0, 0, Signal.SIGCHLD, 0, 0, 0, 0, 0, cgroup);
        var started = p.variables("started", Word.of(0), Word.of(0));
        p.step("start init", new ProcessOp.Clone3(arguments))
                .result(started.cell(8))
                .onZero(initStart);
        p.set("remember init", pid, started.cell(8));
        p.step("report init", new FileOp.Write(Arg.of(Descriptors.REPORT), started.address(), 16));
        p.step("close what is init's", new FileOp.CloseRange(Descriptors.INIT_STDIN, 0));
        p.step("close the report", new FileOp.Close(Arg.of(Descriptors.REPORT)));
        p.step("watch children", new ProcessOp.Signalfd4(p.words(Signal.set(Signal.SIGCHLD))))
                .result(scratch);
        p.step("poll it", new Compute.Add(scratch, p.number((long) POLLIN << 32)))
                .result(entryOf(2));
    }

    /// The entry's eight bytes; as a descriptor they serve as well, because a call that wants an
    /// `int` ignores the upper half.
    private Cell entryOf(int index) {
        return poll.cell(index * POLLFD_BYTES);
    }

    /// Goes on when entry `index` is ready, else to `otherwise`.
    private void ifReady(int index, Label otherwise) {
        var revents = poll.cell(index * POLLFD_BYTES + REVENTS_OFFSET);
        program.step("is it ready?", new Compute.And(revents, Arg.of(0xffff))).onZero(otherwise);
    }

    private void loop() {
        var p = program;
        p.place(loop);
        p.step("wait", new ProcessOp.Ppoll(poll.address(), 4, ZERO)).onError(checkChildren);
        if (role.streams() > 0) {
            var log = new LogSteps(p, resources, entryOf(2), ended);
            stream(log, 0, Descriptors.STDOUT, role.streams() > 1 ? checkErrors : checkChildren);
            if (role.streams() > 1) {
                p.place(checkErrors);
                stream(log, 1, Descriptors.STDERR, checkChildren);
            }
            p.jump(checkChildren);
            log.build(role.streams() > 1 ? checkErrors : checkChildren, checkChildren);
        }
    }

    private void stream(LogSteps log, int index, int fd, Label next) {
        var p = program;
        ifReady(index, next);
        var over = p.label("end of stream " + (index + 1));
        p.step("read", new FileOp.Read(Arg.of(fd), log.buffer(), LogSteps.READ_BYTES))
                .result(log.length())
                .ignoringErrors()
                .onZero(over)
                .onPositive(log.append(index + 1));
        p.ifError(Errno.EAGAIN, next);
        p.place(over);
        p.set("stop polling it", entryOf(index), p.number(DEAD));
        p.step("one less", new Compute.Subtract(live, Arg.of(1)))
                .result(live)
                .onZero(done)
                .onPositive(next);
    }

    private void children() {
        var p = program;
        var reap = p.label("reap");
        var initEnded = p.label("init ended");
        p.place(checkChildren);
        ifReady(2, checkControl);
        p.step("was that the timer?", new Compute.Add(ended, ZERO)).onPositive(done);
        var signal = p.block("signal", SIGNALFD_BYTES);
        p.step("take the signal", new FileOp.Read(entryOf(2), signal.address(), SIGNALFD_BYTES))
                .ignoringErrors();
        p.place(reap);
        p.step(
                        "wait for a child",
                        new ProcessOp.Wait4(
                                Arg.of(-1),
                                record.at(ExitRecord.STATUS_OFFSET),
                                Wait.WNOHANG,
                                record.at(ExitRecord.RUSAGE_OFFSET)))
                .result(scratch)
                .onError(checkControl)
                .onZero(checkControl);
        p.step("is it init?", new Compute.Subtract(scratch, pid))
                .onZero(initEnded)
                .onNegative(reap)
                .onPositive(reap);
        p.place(initEnded);
        p.step("when?", new ProcessOp.ClockGettime(record.at(ExitRecord.TIME_OFFSET)))
                .ignoringErrors();
        p.set("remember the end", ended, Arg.of(1));
        var quiet = p.label("quiet");
        var fate = p.block("fate", 8);
        p.step("had it failed?", new FileOp.Read(Arg.of(Descriptors.FATE), fate.address(), 8))
                .ignoringErrors()
                .onPositive(quiet);
        p.step("one less", new Compute.Subtract(live, Arg.of(1))).result(live).onZero(done);
        p.step("make a timer", new ProcessOp.TimerfdCreate()).result(scratch).onError(done);
        p.step(
                        "start the timer",
                        new ProcessOp.TimerfdSettime(scratch, p.words(0, 0, 0, DRAIN_NANOS)))
                .onError(done);
        p.step("poll the timer", new Compute.Add(scratch, p.number((long) POLLIN << 32)))
                .result(entryOf(2));
        p.jump(loop);
        p.place(quiet);
        p.step("end without a record", new ProcessOp.ExitGroup(Arg.of(127)));
    }

    private void control() {
        var p = program;
        p.place(checkControl);
        ifReady(3, loop);
        var command = p.block("command", 8);
        p.step(
                        "take the command",
                        new FileOp.Read(Arg.of(Descriptors.CONTROL), command.address(), 8))
                .ignoringErrors();
        p.step("close standard input", new FileOp.Close(Arg.of(Descriptors.STDIN_WRITER)))
                .ignoringErrors();
        p.jump(loop);
    }

    private void finish() {
        var p = program;
        var bye = p.label("bye");
        p.place(done);
        p.step(
                        "write the exit record",
                        new FileOp.Pwrite64(
                                Arg.of(Descriptors.EXIT), record.address(), ExitRecord.BYTES, 0))
                .ignoringErrors();
        p.step(
                        "publish the exit record",
                        new FileOp.Renameat2(
                                Arg.of(Descriptors.DIRECTORY), p.text("exit.tmp"), p.text("exit")))
                .ignoringErrors();
        p.set(
                "tell the status",
                event.cell(ExitEvent.STATUS_OFFSET),
                record.cell(ExitRecord.STATUS_OFFSET));
        p.step(
                        "open the event FIFO",
                        new FileOp.Openat(
                                Arg.of(Descriptors.RUN),
                                p.text(resources.events()),
                                OpenFlag.O_WRONLY | OpenFlag.O_NONBLOCK,
                                0))
                .result(scratch)
                .onError(bye);
        p.step("send the event", new FileOp.Write(scratch, event.address(), ExitEvent.BYTES))
                .ignoringErrors();
        p.place(bye);
        p.step("end", new ProcessOp.ExitGroup(ZERO));
    }

    private void failure() {
        var p = program;
        p.place(p.failed());
        p.step("report the failure", new FileOp.Write(Arg.of(Descriptors.REPORT), p.report(), 16))
                .ignoringErrors();
        p.step("tell the holder", new FileOp.Write(Arg.of(Descriptors.FATE), p.words(1), 8))
                .ignoringErrors();
        p.step("end after a failure", new ProcessOp.ExitGroup(Arg.of(127)));
    }
}
