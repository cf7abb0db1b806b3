package dev.caisson.launch;

import static dev.caisson.elf.SyscallName.*;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;
import dev.caisson.elf.Arithmetic;
import dev.caisson.elf.Call;
import dev.caisson.elf.TableBuilder;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;

/// Turns a step into the call and the arguments of a row.
final class Lowering {
    private static final Arg ZERO = Arg.of(0);
    private static final int SIGNAL_SET_BYTES = 8;
    private static final int SIG_SETMASK = 2;

    // include/uapi/linux/mount.h
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int MOUNT_ATTR_BYTES = 32;

    private final TableBuilder table;

    Lowering(TableBuilder table) {
        this.table = table;
    }

    TableBuilder.RowBuilder row(String what, Op op) {
        return switch (op) {
            case FileOp file -> file(what, file);
            case MountOp mount -> mount(what, mount);
            case ProcessOp process -> process(what, process);
            case IdentityOp identity -> identity(what, identity);
            case Compute.Add(var a, var b) -> table.row(what, Arithmetic.ADD, a, b);
            case Compute.Subtract(var a, var b) -> table.row(what, Arithmetic.SUB, a, b);
            case Compute.And(var a, var b) -> table.row(what, Arithmetic.AND, a, b);
        };
    }

    private TableBuilder.RowBuilder file(String what, FileOp op) {
        return switch (op) {
            case FileOp.Openat(var dir, var path, int flags, int mode) ->
                    add(what, OPENAT, dir, path, of(flags | OpenFlag.O_CLOEXEC), of(mode));
            case FileOp.Openat2(var dir, var path, var how) ->
                    add(what, OPENAT2, dir, path, how, of(24));
            case FileOp.Read(var fd, var to, int size) -> add(what, READ, fd, to, of(size));
            case FileOp.Write(var fd, var from, int size) -> add(what, WRITE, fd, from, of(size));
            case FileOp.Pwrite64(var fd, var from, int size, int position) ->
                    add(what, PWRITE64, fd, from, of(size), of(position));
            case FileOp.Pwritev(var fd, var vector, int count, var position) ->
                    add(what, PWRITEV, fd, vector, of(count), position, ZERO);
            case FileOp.Ftruncate(var fd, var size) -> add(what, FTRUNCATE, fd, size);
            case FileOp.Flock(var fd, int operation) -> add(what, FLOCK, fd, of(operation));
            case FileOp.Close(var fd) -> add(what, CLOSE, fd);
            case FileOp.CloseRange(int first, int flags) ->
                    add(what, CLOSE_RANGE, of(first), of(-1), of(flags));
            case FileOp.Dup3(var from, int to, int flags) ->
                    add(what, DUP3, from, of(to), of(flags));
            case FileOp.Renameat2(var dir, var from, var to) ->
                    add(what, RENAMEAT2, dir, from, dir, to, ZERO);
            case FileOp.Mkdirat(var dir, var path, int mode) ->
                    add(what, MKDIRAT, dir, path, of(mode));
            case FileOp.Mknodat(var dir, var path, int mode, int device) ->
                    add(what, MKNODAT, dir, path, of(mode), of(device));
            case FileOp.Symlinkat(var target, var dir, var path) ->
                    add(what, SYMLINKAT, target, dir, path);
            case FileOp.Fchownat(var dir, var path, int uid, int gid) ->
                    add(
                            what,
                            FCHOWNAT,
                            dir,
                            path,
                            of(uid),
                            of(gid),
                            of(AtFlag.AT_SYMLINK_NOFOLLOW));
            case FileOp.Fchown(var fd, int uid, int gid) -> add(what, FCHOWN, fd, of(uid), of(gid));
            case FileOp.Fchmodat(var dir, var path, int mode) ->
                    add(what, FCHMODAT, dir, path, of(mode));
            case FileOp.Fstatfs(var fd, var buffer) -> add(what, FSTATFS, fd, buffer);
            case FileOp.Statx(var fd, var buffer) ->
                    add(what, STATX, fd, text(""), of(AtFlag.AT_EMPTY_PATH), of(0x7ff), buffer);
            case FileOp.Fchdir(var fd) -> add(what, FCHDIR, fd);
            case FileOp.Getcwd(var buffer, int size) -> add(what, GETCWD, buffer, of(size));
            case FileOp.Umask(int mask) -> add(what, UMASK, of(mask));
            case FileOp.Ioctl(var fd, int request, var argument) ->
                    add(what, IOCTL, fd, of(request), argument);
        };
    }

    private TableBuilder.RowBuilder mount(String what, MountOp op) {
        return switch (op) {
            case MountOp.Fsopen(var type) -> add(what, FSOPEN, type, of(FSOPEN_CLOEXEC));
            case MountOp.FsconfigString(var fd, var key, var value) ->
                    add(what, FSCONFIG, fd, of(FSCONFIG_SET_STRING), key, value, ZERO);
            case MountOp.FsconfigFlag(var fd, var key) ->
                    add(what, FSCONFIG, fd, of(FSCONFIG_SET_FLAG), key, ZERO, ZERO);
            case MountOp.FsconfigCreate(var fd) ->
                    add(what, FSCONFIG, fd, of(FSCONFIG_CMD_CREATE), ZERO, ZERO, ZERO);
            case MountOp.Fsmount(var fd, int attributes) ->
                    add(what, FSMOUNT, fd, of(FSMOUNT_CLOEXEC), of(attributes));
            case MountOp.OpenTree(var dir, var path, boolean recursive) -> {
                int flags = MountFlag.OPEN_TREE_CLONE | OpenFlag.O_CLOEXEC | AtFlag.AT_EMPTY_PATH;
                if (recursive) flags |= AtFlag.AT_RECURSIVE;
                yield add(what, OPEN_TREE, dir, path, of(flags));
            }
            case MountOp.MoveMount(var detached, var dir, var path) -> {
                int flags = MountFlag.MOVE_MOUNT_F_EMPTY_PATH | MountFlag.MOVE_MOUNT_T_EMPTY_PATH;
                yield add(what, MOVE_MOUNT, detached, text(""), dir, path, of(flags));
            }
            case MountOp.MountSetattr(var fd, boolean recursive, var attributes) -> {
                int flags = AtFlag.AT_EMPTY_PATH | (recursive ? AtFlag.AT_RECURSIVE : 0);
                yield add(
                        what,
                        MOUNT_SETATTR,
                        fd,
                        text(""),
                        of(flags),
                        attributes,
                        of(MOUNT_ATTR_BYTES));
            }
            case MountOp.PivotRoot() -> add(what, PIVOT_ROOT, text("."), text("."));
            case MountOp.Umount2() -> add(what, UMOUNT2, text("."), of(MountFlag.MNT_DETACH));
        };
    }

    private TableBuilder.RowBuilder process(String what, ProcessOp op) {
        return switch (op) {
            case ProcessOp.Clone3(var arguments) -> add(what, CLONE3, arguments, of(88));
            case ProcessOp.Execve(var path, var arguments, var environment) ->
                    add(what, EXECVE, path, arguments, environment);
            case ProcessOp.ExitGroup(var status) -> add(what, EXIT_GROUP, status);
            case ProcessOp.Wait4(var pid, var status, int options, var usage) ->
                    add(what, WAIT4, pid, status, of(options), usage);
            case ProcessOp.Getpid() -> add(what, GETPID);
            case ProcessOp.PidfdOpen(var pid) -> add(what, PIDFD_OPEN, pid, ZERO);
            case ProcessOp.Kill(var pid, var signal) -> add(what, KILL, pid, signal);
            case ProcessOp.Setsid() -> add(what, SETSID);
            case ProcessOp.Setpgid() -> add(what, SETPGID, ZERO, ZERO);
            case ProcessOp.Ppoll(var fds, int count, var timeout) ->
                    add(what, PPOLL, fds, of(count), timeout, ZERO, of(SIGNAL_SET_BYTES));
            case ProcessOp.Signalfd4(var signals) ->
                    add(
                            what,
                            SIGNALFD4,
                            of(-1),
                            signals,
                            of(SIGNAL_SET_BYTES),
                            of(OpenFlag.O_CLOEXEC | OpenFlag.O_NONBLOCK));
            case ProcessOp.RtSigprocmask(var signals) ->
                    add(what, RT_SIGPROCMASK, of(SIG_SETMASK), signals, ZERO, of(SIGNAL_SET_BYTES));
            case ProcessOp.RtSigaction(int signal, var action) ->
                    add(what, RT_SIGACTION, of(signal), action, ZERO, of(SIGNAL_SET_BYTES));
            case ProcessOp.RtSigtimedwait(var signals) ->
                    add(what, RT_SIGTIMEDWAIT, signals, ZERO, ZERO, of(SIGNAL_SET_BYTES));
            case ProcessOp.ClockGettime(var time) -> add(what, CLOCK_GETTIME, ZERO, time);
            case ProcessOp.TimerfdCreate() ->
                    add(what, TIMERFD_CREATE, of(1), of(OpenFlag.O_CLOEXEC));
            case ProcessOp.TimerfdSettime(var fd, var time) ->
                    add(what, TIMERFD_SETTIME, fd, ZERO, time, ZERO);
            case ProcessOp.Setns(var fd, int kinds) -> add(what, SETNS, fd, of(kinds));
            case ProcessOp.Unshare(int kinds) -> add(what, UNSHARE, of(kinds));
            case ProcessOp.Sethostname(var name, int size) ->
                    add(what, SETHOSTNAME, name, of(size));
            case ProcessOp.Setdomainname(var name, int size) ->
                    add(what, SETDOMAINNAME, name, of(size));
            case ProcessOp.Socket(int family, int type) ->
                    add(what, SOCKET, of(family), of(type | OpenFlag.O_CLOEXEC), ZERO);
            case ProcessOp.Prctl(int option, var second, var third) ->
                    add(what, PRCTL, of(option), second, third, ZERO, ZERO);
            case ProcessOp.Prlimit64(int resource, var limit, var old) ->
                    add(what, PRLIMIT64, ZERO, of(resource), limit, old);
            case ProcessOp.Keyctl() -> add(what, KEYCTL, of(1), ZERO);
        };
    }

    private TableBuilder.RowBuilder identity(String what, IdentityOp op) {
        return switch (op) {
            case IdentityOp.Setgroups(int count, var gids) -> add(what, SETGROUPS, of(count), gids);
            case IdentityOp.Setresgid(var gid) -> add(what, SETRESGID, gid, gid, gid);
            case IdentityOp.Setresuid(var uid) -> add(what, SETRESUID, uid, uid, uid);
            case IdentityOp.Capset(var header, var sets) -> add(what, CAPSET, header, sets);
            case IdentityOp.Seccomp(int flags, var program) ->
                    add(what, SECCOMP, of(1), of(flags), program);
        };
    }

    private TableBuilder.RowBuilder add(String what, Call call, Arg... args) {
        return table.row(what, call, args);
    }

    private Address text(String text) {
        return table.string(text).address();
    }

    private static Arg of(int value) {
        return Arg.of(value);
    }
}
