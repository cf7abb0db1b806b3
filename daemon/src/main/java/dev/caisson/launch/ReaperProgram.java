package dev.caisson.launch;

import static dev.caisson.launch.ProgramBuilder.ZERO;

import dev.caisson.elf.Arg;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.sys.Prctl;
import dev.caisson.sys.Signal;
import dev.caisson.sys.Wait;

/// The PID 1 of `--init`: starts the user's program as its child, passes signals on to it, reaps
/// whatever is orphaned, and ends as the child ended.
///
/// It stays the launch program, with the same privileges as the user's process and nothing open but
/// 0 to 2. PID 1 cannot be killed by its own signals, so an end by signal becomes 128 plus the
/// signal, as `tini` does it.
final class ReaperProgram {
    private static final long ALL_SIGNALS = -1;

    private final ProgramBuilder program;
    private final CredentialSteps credentials;

    ReaperProgram(ProgramBuilder program, CredentialSteps credentials) {
        this.program = program;
        this.credentials = credentials;
    }

    /// The steps that follow run in the child.
    void build() {
        var p = program;
        p.phase(Phase.ISOLATION);
        var child = p.slot("child");
        var childStart = p.label("user's process");
        p.step("block all signals", new ProcessOp.RtSigprocmask(p.words(ALL_SIGNALS)));
        p.step(
                        "start the user's process",
                        new ProcessOp.Clone3(p.words(0, 0, 0, 0, Signal.SIGCHLD, 0, 0, 0, 0, 0, 0)))
                .result(child)
                .onZero(childStart);
        credentials.drop();
        p.step(
                "be called caisson-init",
                new ProcessOp.Prctl(Prctl.PR_SET_NAME, p.text("caisson-init"), ZERO));
        p.step("keep 0 to 2 only", new FileOp.CloseRange(3, 0));
        waitForSignals(child);
        p.place(childStart);
        p.step(
                "die with PID 1",
                new ProcessOp.Prctl(Prctl.PR_SET_PDEATHSIG, Arg.of(Signal.SIGKILL), ZERO));
        p.step("be a process group", new ProcessOp.Setpgid());
        p.step("unblock signals", new ProcessOp.RtSigprocmask(p.words(0)));
    }

    private void waitForSignals(dev.caisson.elf.Cell child) {
        var p = program;
        var signal = p.slot("signal");
        var reaped = p.slot("reaped");
        // The status is an int at 8; what is around it stays 0.
        var status = p.block("status", 24);
        var loop = p.label("next signal");
        var reap = p.label("reap orphans");
        var ended = p.label("child ended");
        p.place(loop);
        p.step("wait for a signal", new ProcessOp.RtSigtimedwait(p.words(ALL_SIGNALS)))
                .result(signal)
                .onError(loop);
        p.step("is it SIGCHLD?", new Compute.Subtract(signal, Arg.of(Signal.SIGCHLD))).onZero(reap);
        p.step("pass it on", new ProcessOp.Kill(child, signal)).always(loop);
        p.place(reap);
        p.step(
                        "wait for a child",
                        new ProcessOp.Wait4(Arg.of(-1), status.at(8), Wait.WNOHANG, ZERO))
                .result(reaped)
                .onError(loop)
                .onZero(loop);
        p.step("is it the user's?", new Compute.Subtract(reaped, child))
                .onNegative(reap)
                .onZero(ended)
                .onPositive(reap);
        p.place(ended);
        var killed = p.label("killed");
        var dumped = p.label("dumped core");
        p.step("by a signal?", new Compute.And(status.cell(8), Arg.of(0xff)))
                .result(signal)
                .onPositive(killed);
        p.step("end as it did", new ProcessOp.ExitGroup(status.cell(9)));
        p.place(killed);
        p.step("with a core?", new Compute.Subtract(signal, Arg.of(128)))
                .onZero(dumped)
                .onPositive(dumped);
        p.step("add 128", new Compute.Add(signal, Arg.of(128))).result(signal);
        p.place(dumped);
        p.step("end with 128 and the signal", new ProcessOp.ExitGroup(signal));
    }
}
