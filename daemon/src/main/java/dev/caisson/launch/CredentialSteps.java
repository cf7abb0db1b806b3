package dev.caisson.launch;

import static dev.caisson.launch.ProgramBuilder.ZERO;

import dev.caisson.elf.Arg;
import dev.caisson.elf.Word;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.sys.Errno;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Prctl;
import dev.caisson.sys.Signal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Limits a process and takes its privileges away, in the order that each step can still be done
/// with what the steps before left.
///
/// The seccomp filter comes as late as it can: without `no_new_privs` it needs CAP_SYS_ADMIN, so
/// after the change of user that capability is kept effective until the filter is in place, and
/// only the last `capset` and `execve` run under it. Changing the user clears PDEATHSIG; giving up
/// capabilities does not.
final class CredentialSteps {
    private static final int CAP_SYS_ADMIN = 21;

    // include/uapi/linux/capability.h
    private static final long CAPABILITY_VERSION_3 = 0x20080522L;

    private final ProgramBuilder program;
    private final ProcessSpec process;
    private final LaunchResources.Host host;

    CredentialSteps(ProgramBuilder program, ProcessSpec process, LaunchResources.Host host) {
        this.program = program;
        this.process = process;
        this.host = host;
    }

    // ---- before the root is left behind: these need no credentials of their own

    /// A limit above the hard one of a daemon without CAP_SYS_RESOURCE is lowered to that.
    void limits() {
        var p = program;
        p.phase(Phase.CREDENTIALS);
        for (var limit : process.limits()) {
            var what = "set limit " + limit.resource() + " to " + limit.soft();
            var done = p.label("limit " + limit.resource());
            var denied = p.label("limit " + limit.resource() + " denied");
            var clamp = p.label("lower limit " + limit.resource());
            p.warning(
                            what,
                            new ProcessOp.Prlimit64(
                                    limit.resource(), p.words(limit.soft(), limit.hard()), ZERO))
                    .onError(denied)
                    .then(done);
            p.place(denied);
            p.onlyError(Errno.EPERM, clamp);
            p.place(clamp);
            clamp(limit);
            p.place(done);
        }
    }

    private void clamp(ProcessSpec.ResourceLimit limit) {
        var p = program;
        var old = p.block("old limit " + limit.resource(), 16);
        var lower =
                p.variables("lower limit " + limit.resource(), Word.of(limit.soft()), Word.of(0));
        var fits = p.label("soft limit " + limit.resource() + " fits");
        warn();
        p.step(
                "read limit " + limit.resource(),
                new ProcessOp.Prlimit64(limit.resource(), ZERO, old.address()));
        p.set("keep the hard limit", lower.cell(8), old.cell(8));
        if (limit.soft() >= 0) {
            p.step(
                            "is the soft limit below it?",
                            new Compute.Subtract(old.cell(8), p.number(limit.soft())))
                    .onZero(fits)
                    .onPositive(fits);
        }
        p.set("lower the soft limit", lower.cell(0), old.cell(8));
        p.place(fits);
        p.step(
                "set limit " + limit.resource() + " as far as allowed",
                new ProcessOp.Prlimit64(limit.resource(), lower.address(), ZERO));
    }

    /// Reports the error before, and goes on.
    private void warn() {
        program.step(
                        "report a warning",
                        new FileOp.Write(Arg.of(Descriptors.REPORT), program.report(), 16))
                .ignoringErrors();
    }

    /// Writes what is set through procfs.
    ///
    /// @param proc descriptor of a procfs that nobody could have replaced
    void procfs(Arg proc) {
        var p = program;
        p.phase(Phase.CREDENTIALS);
        var adjust = process.oomScoreAdjust();
        if (adjust != null) {
            var done = p.label("oom_score_adj");
            var denied = p.label("oom_score_adj denied");
            var value = Integer.toString(adjust);
            var file = open(proc, "self/oom_score_adj");
            p.warning(
                            "set oom_score_adj to " + value,
                            new FileOp.Write(file, p.text(value), value.length()))
                    .onError(denied)
                    .then(done);
            p.place(denied);
            var allowed = p.label("oom_score_adj refused");
            p.ifError(Errno.EPERM, allowed);
            p.onlyError(Errno.EACCES, allowed);
            p.place(allowed);
            warn();
            p.place(done);
            p.step("close oom_score_adj", new FileOp.Close(file));
        }
        var profile = process.appArmorProfile();
        if (profile != null) {
            var value = "exec " + profile;
            var file = open(proc, "self/attr/apparmor/exec");
            p.step(
                    "set AppArmor profile " + profile,
                    new FileOp.Write(
                            file,
                            p.text(value),
                            value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length));
            p.step("close the AppArmor file", new FileOp.Close(file));
        }
    }

    boolean needsProcfs() {
        return process.oomScoreAdjust() != null || process.appArmorProfile() != null;
    }

    private dev.caisson.elf.Cell open(Arg proc, String path) {
        var file = program.slot("file");
        program.step(
                        "open /proc/" + path,
                        new FileOp.Openat(proc, program.text(path), OpenFlag.O_WRONLY, 0))
                .result(file);
        return file;
    }

    // ---- the change

    /// Becomes the user, with only the privileges asked for. A few calls are all that may follow.
    void drop() {
        var p = program;
        p.phase(Phase.CREDENTIALS);
        var capabilities = process.capabilities();
        long permitted = capabilities.permitted() & host.capabilities();
        boolean changesUser = process.user().uid() != 0;
        p.step("set the umask", new FileOp.Umask(umask()));
        bounding(capabilities.bounding());
        groups();
        if (changesUser) {
            p.step("keep capabilities", prctl(Prctl.PR_SET_KEEPCAPS, 1));
        }
        p.step(
                "become group " + process.user().gid(),
                new IdentityOp.Setresgid(id(process.user().gid())));
        p.step(
                "become user " + process.user().uid(),
                new IdentityOp.Setresuid(id(process.user().uid())));
        p.step("die with the holder", prctl(Prctl.PR_SET_PDEATHSIG, Signal.SIGKILL));
        p.step("refuse to be traced", prctl(Prctl.PR_SET_DUMPABLE, 0));
        p.step(
                "close the rest when the program is executed",
                new FileOp.CloseRange(3, OpenFlag.CLOSE_RANGE_CLOEXEC));
        if (process.noNewPrivileges()) {
            p.step("gain no new privileges", prctl(Prctl.PR_SET_NO_NEW_PRIVS, 1));
        }
        var inheritable = capabilities.inheritable() & host.capabilities();
        var filter = process.seccomp();
        if (filter != null) {
            if (changesUser && !process.noNewPrivileges()) {
                long admin = 1L << CAP_SYS_ADMIN & host.capabilities();
                capset("keep CAP_SYS_ADMIN for seccomp", admin, permitted | admin, inheritable);
            }
            var bytes = filter.program();
            var sockFprog = p.words(Word.of(bytes.length / 8), p.bytes(bytes));
            p.step(
                    "install seccomp filter " + filter.name(),
                    new IdentityOp.Seccomp(filter.flags(), sockFprog));
        }
        capset(
                "keep only the capabilities asked for",
                capabilities.effective() & permitted,
                permitted,
                inheritable);
        ambient(capabilities.ambient() & inheritable & permitted);
    }

    private int umask() {
        var umask = process.umask();
        return umask == null ? 022 : umask;
    }

    private void bounding(long bounding) {
        for (int i = 0; i <= host.lastCapability(); i++) {
            if ((bounding >> i & 1) != 0) continue;
            program.step("drop capability " + i + " for good", prctl(Prctl.PR_CAPBSET_DROP, i));
        }
    }

    private void ambient(long ambient) {
        for (int i = 0; i <= host.lastCapability(); i++) {
            if ((ambient >> i & 1) == 0) continue;
            program.step(
                    "make capability " + i + " ambient",
                    new ProcessOp.Prctl(
                            Prctl.PR_CAP_AMBIENT, Arg.of(Prctl.PR_CAP_AMBIENT_RAISE), Arg.of(i)));
        }
    }

    private void groups() {
        var gids = process.user().additionalGids();
        var bytes =
                ByteBuffer.allocate(Math.max(8, gids.size() * 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (long gid : gids) bytes.putInt((int) gid);
        program.step(
                "have exactly the groups " + gids,
                new IdentityOp.Setgroups(gids.size(), program.bytes(bytes.array())));
    }

    private void capset(String what, long effective, long permitted, long inheritable) {
        long mask = 0xffffffffL;
        var p = program;
        p.step(
                what,
                new IdentityOp.Capset(
                        p.words(CAPABILITY_VERSION_3),
                        p.words(
                                effective & mask | permitted << 32,
                                inheritable & mask | effective >>> 32 << 32,
                                permitted >>> 32 | inheritable >>> 32 << 32)));
    }

    private static ProcessOp.Prctl prctl(int option, int argument) {
        return new ProcessOp.Prctl(option, Arg.of(argument), ZERO);
    }

    /// An id of 32 bits without a sign, as a call takes it.
    private static Arg id(long id) {
        return Arg.of((int) id);
    }

    /// Signals that the daemon's parent may have had ignored; everything else starts as default.
    static void signals(ProgramBuilder program, long ignored) {
        program.step("unblock signals", new ProcessOp.RtSigprocmask(program.words(0)));
        var signals = new ArrayList<Integer>();
        for (int i = 1; i <= 64; i++) {
            if ((ignored >> (i - 1) & 1) != 0 && i != 32 && i != 33) signals.add(i);
        }
        for (int signal : List.copyOf(signals)) {
            program.step(
                    "reset signal " + signal,
                    new ProcessOp.RtSigaction(signal, program.words(0, 0, 0, 0)));
        }
    }
}
