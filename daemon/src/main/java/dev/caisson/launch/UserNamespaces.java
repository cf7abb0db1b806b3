package dev.caisson.launch;

import dev.caisson.elf.Arg;
import dev.caisson.elf.ElfWriter;
import dev.caisson.elf.Machine;
import dev.caisson.launch.LaunchFailure.Reason;
import dev.caisson.spec.IdMap;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountAttributes;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.PidFd;
import dev.caisson.sys.SpawnRequest;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.sys.Wait;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Shows the owners of a mount's files as others, through a user namespace that has their map.
///
/// A namespace needs a process that makes it: a launch program of a few rows, which leaves its
/// namespace of users for a new one, says so, and ends when its standard input does. Meanwhile its
/// maps are written and the namespace is opened; after that nobody needs the process.
public final class UserNamespaces {
    private static final int READY = 1;

    private final Syscalls syscalls;
    private final LaunchImage image;

    public UserNamespaces(Syscalls syscalls) {
        this.syscalls = syscalls;
        image = new LaunchImage(syscalls);
    }

    /// Maps a detached mount that is attached nowhere yet.
    ///
    /// @param deep also the mounts below
    /// @param source for messages
    /// @throws LaunchFailure `MOUNT` where the file system cannot
    public void map(Fd tree, IdMap map, boolean deep, Path source) {
        var ranges =
                switch (map) {
                    case IdMap.Ranges given -> given;
                    case IdMap.Owner owner -> {
                        var own = syscalls.fstat(tree.number()).owner();
                        yield owner.of(own.uid(), own.gid());
                    }
                };
        try (var namespace = make(ranges)) {
            syscalls.mountSetattr(
                    tree.number(),
                    "",
                    AtFlag.AT_EMPTY_PATH | (deep ? AtFlag.AT_RECURSIVE : 0),
                    MountAttributes.idmap(namespace.number()));
        } catch (SyscallException refused) {
            throw new LaunchFailure(
                    Reason.MOUNT,
                    refused.call(),
                    refused.errno(),
                    text(refused, deep, source),
                    refused);
        }
    }

    private static String text(SyscallException refused, boolean deep, Path source) {
        if (!refused.is(Errno.EINVAL) && !refused.is(Errno.EPERM)) {
            return "cannot map the owners of " + source + ": " + refused.getMessage();
        }
        var which =
                deep ? " or one that is mounted below it (bind-nonrecursive leaves those out)" : "";
        return "cannot map the owners of %s: its file system%s does not allow it on this kernel: %s"
                .formatted(source, which, refused.errno());
    }

    private Fd make(IdMap.Ranges ranges) {
        try (var waiting = spawn()) {
            var process = "/proc/" + waiting.pid();
            write(process + "/uid_map", ranges.uids());
            write(process + "/gid_map", ranges.gids());
            var path = process + "/ns/user";
            return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, OpenFlag.O_RDONLY, 0));
        }
    }

    /// The process in its namespace; it ends with this.
    ///
    /// @param gate the other end of its standard input
    private record Waiting(int pid, Fd gate, PidFd process) implements AutoCloseable {
        @Override
        public void close() {
            gate.close();
            process.reap(Wait.WEXITED);
            process.close();
        }
    }

    private Waiting spawn() {
        var gate = syscalls.pipe2(0);
        var open = Fd.of(syscalls, gate.writer());
        try {
            int pid = spawn(gate.reader());
            return new Waiting(pid, open, PidFd.open(syscalls, pid));
        } catch (RuntimeException failure) {
            open.close();
            throw failure;
        }
    }

    /// Returns when the process is in its namespace.
    private int spawn(int gate) {
        var ready = syscalls.pipe2(0);
        try (var reader = Fd.of(syscalls, ready.reader())) {
            int pid = spawn(gate, ready.writer());
            if (syscalls.read(reader.number(), new byte[1], 0, 1) == 1) return pid;
            throw refused(pid);
        }
    }

    private int spawn(int gate, int ready) {
        try (var _ = Fd.of(syscalls, gate);
                var _ = Fd.of(syscalls, ready);
                var program = image.of(ElfWriter.write(program().table()), Path.of("/run"))) {
            var mappings =
                    List.of(
                            new SpawnRequest.Mapping(gate, 0),
                            new SpawnRequest.Mapping(ready, READY));
            var name = List.of("caisson-users");
            return syscalls.posixSpawn(SpawnRequest.of(program.path(), name, mappings));
        }
    }

    private SyscallException refused(int pid) {
        try (var process = PidFd.open(syscalls, pid)) {
            int code = process.reap(Wait.WEXITED).orElseThrow().status();
            return new SyscallException(Errno.of(code), "unshare CLONE_NEWUSER");
        }
    }

    private LaunchProgram program() {
        var p = new ProgramBuilder(Machine.current());
        var room = p.block("byte", 8);
        p.step("make a user namespace", new ProcessOp.Unshare(CloneFlag.CLONE_NEWUSER));
        p.step("say so", new FileOp.Write(Arg.of(READY), room.address(), 1));
        p.step("wait for the end", new FileOp.Read(Arg.of(0), room.address(), 1));
        p.step("end", new ProcessOp.ExitGroup(Arg.of(0)));
        p.place(p.failed());
        var errno = p.slot("errno");
        p.step("which error", new Compute.Subtract(Arg.of(0), p.lastError())).result(errno);
        p.step("end with it", new ProcessOp.ExitGroup(errno));
        return p.build();
    }

    private void write(String file, List<IdMap.Range> ranges) {
        var text =
                ranges.stream()
                        .map(each -> each.stored() + " " + each.shown() + " " + each.count() + "\n")
                        .collect(Collectors.joining());
        int opened = syscalls.openat(AtFlag.AT_FDCWD, file, OpenFlag.O_WRONLY, 0);
        try (var fd = Fd.of(syscalls, opened)) {
            var bytes = text.getBytes(StandardCharsets.US_ASCII);
            // One write is all the kernel takes.
            int _ = syscalls.write(fd.number(), bytes, 0, bytes.length);
        }
    }
}
