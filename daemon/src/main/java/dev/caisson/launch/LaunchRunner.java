package dev.caisson.launch;

import dev.caisson.elf.ElfWriter;
import dev.caisson.launch.ExecRequest.Streams;
import dev.caisson.launch.LaunchFailure.Reason;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.PidFd;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.SpawnRequest;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.sys.Wait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The launcher on the running kernel: prepares, compiles, spawns and reads the report.
public final class LaunchRunner implements Launcher {
    private final Syscalls syscalls;
    private final LaunchThread thread;
    private final LaunchResources.Host host;
    private final RootMount rootMount;
    private final LaunchImage image;
    private final Fd nothing;

    /// Starts the launcher's thread.
    ///
    /// @throws SyscallException when its mount namespace cannot be made
    public LaunchRunner(Syscalls syscalls) {
        this(syscalls, true);
    }

    /// @param overlayByDescriptor false to do as on a kernel before 6.13
    LaunchRunner(Syscalls syscalls, boolean overlayByDescriptor) {
        this.syscalls = syscalls;
        image = new LaunchImage(syscalls);
        host = HostFacts.read(syscalls);
        thread = new LaunchThread(syscalls);
        rootMount = new RootMount(syscalls, overlayByDescriptor);
        nothing =
                Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, "/dev/null", OpenFlag.O_RDWR, 0));
    }

    @Override
    public Launched start(LaunchRequest request) {
        return Blocking.call(
                () -> {
                    try (var preparation = new Preparation(syscalls, host, rootMount)) {
                        var resources = prepared(() -> preparation.container(request));
                        var rest = Blocking.beside(() -> complete(preparation, request));
                        LaunchProgram program;
                        byte[] bytes;
                        try {
                            program = LaunchCompiler.compile(request.spec(), resources);
                            bytes = ElfWriter.write(program.table());
                        } finally {
                            rest.await();
                        }
                        boolean terminal = request.spec().stdio() instanceof Stdio.Terminal;
                        var process = request.spec().process();
                        int pid = spawn(preparation, bytes, request.directory());
                        return run(preparation, program, process, pid, terminal);
                    }
                });
    }

    private static boolean complete(Preparation preparation, LaunchRequest request) {
        return prepared(
                () -> {
                    preparation.complete(request);
                    return true;
                });
    }

    private static <T> T prepared(Supplier<T> work) {
        try {
            return work.get();
        } catch (SyscallException failure) {
            throw new LaunchFailure(
                    Reason.SETUP,
                    failure.call(),
                    failure.errno(),
                    String.valueOf(failure.getMessage()),
                    failure);
        }
    }

    private Launched run(
            Preparation preparation,
            LaunchProgram program,
            ProcessSpec process,
            int pid,
            boolean terminal) {
        var holder = PidFd.open(syscalls, pid);
        boolean started = false;
        try {
            var holderId = ProcessId.of(pid).orElseThrow();
            preparation.handout().close();
            var init = new AtomicReference<@Nullable ProcessId>();
            var report =
                    ReportReader.read(
                            syscalls,
                            preparation.report(),
                            program,
                            born -> init.set(ChildIdentity.of(born, holderId)));
            var failure = report.failure();
            if (failure != null) throw FailureText.of(failure, process);
            var identity = init.get();
            if (identity == null) throw FailureText.vanished();
            started = true;
            var link = new LiveHolder(syscalls, holder, preparation.commit(), terminal);
            return new Launched(holderId, identity, link, report.warnings());
        } finally {
            if (!started) {
                holder.reap(Wait.WEXITED);
                holder.close();
            }
        }
    }

    private int spawn(Preparation preparation, byte[] bytes, Path directory) {
        try (var file = image.of(bytes, directory)) {
            var handout = preparation.handout();
            var unused = handout.unused();
            var request =
                    SpawnRequest.of(
                                    file.path(),
                                    List.of("caisson-holder"),
                                    handout.mappings(nothing))
                            .closing(unused);
            return thread.call(() -> syscalls.posixSpawn(request));
        } catch (SyscallException failure) {
            throw new LaunchFailure(
                    Reason.SETUP,
                    failure.call(),
                    failure.errno(),
                    String.valueOf(failure.getMessage()),
                    failure);
        }
    }

    @Override
    public Launched exec(ExecRequest request) {
        return Blocking.call(
                () -> {
                    try (var preparation = new Preparation(syscalls, host, rootMount)) {
                        var resources = prepared(() -> preparation.exec(request));
                        var program = LaunchCompiler.compile(request, resources);
                        boolean terminal = request.streams() instanceof Streams.Terminal;
                        var bytes = ElfWriter.write(program.table());
                        int pid = spawn(preparation, bytes, request.directory());
                        return run(preparation, program, request.process(), pid, terminal);
                    }
                });
    }

    @Override
    public HolderLink reattach(ProcessId holder, Stdio stdio) {
        return switch (stdio) {
            case Stdio.Terminal _ -> reattach(holder, true, Descriptors.STDOUT);
            case Stdio.Pipes(boolean stdin, _) ->
                    stdin
                            ? reattach(
                                    holder,
                                    false,
                                    Descriptors.STDIN_WRITER,
                                    Descriptors.CONTROL_WRITER)
                            : reattach(holder, false);
        };
    }

    @Override
    public HolderLink reattach(ProcessId holder, Streams streams) {
        return switch (streams) {
            case Streams.Terminal _ -> reattach(holder, true, Descriptors.STDOUT);
            case Streams.Pipes(boolean stdin) ->
                    stdin
                            ? reattach(
                                    holder,
                                    false,
                                    Descriptors.STDOUT,
                                    Descriptors.STDERR,
                                    Descriptors.STDIN_WRITER,
                                    Descriptors.CONTROL_WRITER)
                            : reattach(holder, false, Descriptors.STDOUT, Descriptors.STDERR);
        };
    }

    private HolderLink reattach(ProcessId holder, boolean terminal, int... numbers) {
        var found = holder.open(syscalls);
        if (found.isEmpty()) throw new SyscallException(Errno.ESRCH, "pidfd_open " + holder.pid());
        var pidFd = found.get();
        var copies = new HashMap<Integer, Fd>();
        try {
            for (int number : numbers) copy(pidFd, number, copies);
        } catch (RuntimeException failure) {
            copies.values().forEach(Fd::close);
            pidFd.close();
            throw failure;
        }
        return new LiveHolder(syscalls, pidFd, copies, terminal);
    }

    /// What the holder has closed is not there any more: standard input after a half-close.
    private static void copy(PidFd holder, int number, Map<Integer, Fd> copies) {
        try {
            copies.put(number, holder.descriptor(number));
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EBADF)) throw failure;
        }
    }

    @Override
    public boolean isHolder(int pid) {
        return LaunchImage.runs(pid);
    }

    @Override
    public String print(LaunchRequest request) {
        return LaunchCompiler.compile(request.spec(), PrintedResources.of(request, host)).print();
    }

    @Override
    public void close() {
        thread.close();
        nothing.close();
    }
}
