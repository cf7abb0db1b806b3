package dev.caisson.launch;

import dev.caisson.spec.ExitRecord;
import dev.caisson.spec.LogLayout;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Propagation;
import dev.caisson.spec.RootFilesystem;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.BusyboxImage;
import dev.caisson.value.Bytes;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A busybox root and a container on it, for the kernel tests of this room. Everything is in one
/// temporary directory.
final class LaunchFixture implements AutoCloseable {
    static final Set<Mount.Flag> STRICT =
            Set.of(Mount.Flag.NO_SUID, Mount.Flag.NO_DEV, Mount.Flag.NO_EXEC);

    static final List<Mount> MOUNTS =
            List.of(
                    new Mount.Fresh("proc", "/proc", STRICT, Map.of()),
                    new Mount.Fresh(
                            "tmpfs",
                            "/dev",
                            Set.of(Mount.Flag.NO_SUID, Mount.Flag.STRICT_ATIME),
                            Map.of("mode", "755", "size", "65536k")),
                    new Mount.Fresh(
                            "devpts",
                            "/dev/pts",
                            Set.of(Mount.Flag.NO_SUID, Mount.Flag.NO_EXEC),
                            Map.of(
                                    "newinstance",
                                    "",
                                    "ptmxmode",
                                    "0666",
                                    "mode",
                                    "0620",
                                    "gid",
                                    "5")),
                    new Mount.Fresh(
                            "sysfs",
                            "/sys",
                            Set.of(
                                    Mount.Flag.READ_ONLY,
                                    Mount.Flag.NO_SUID,
                                    Mount.Flag.NO_DEV,
                                    Mount.Flag.NO_EXEC),
                            Map.of()),
                    new Mount.Fresh("mqueue", "/dev/mqueue", STRICT, Map.of()),
                    new Mount.Fresh(
                            "tmpfs",
                            "/dev/shm",
                            STRICT,
                            Map.of("mode", "1777", "size", "65536k", "source", "shm")));

    static final List<String> MASKED =
            List.of(
                    "/proc/asound",
                    "/proc/acpi",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/proc/scsi",
                    "/sys/firmware",
                    "/sys/devices/virtual/powercap");

    static final List<String> READONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    static final long DOCKER_CAPABILITIES = 0xa80425fbL;

    private final Syscalls syscalls = Syscalls.real();
    private final Path home;
    private final List<Launched> started = new ArrayList<>();
    private int count;

    LaunchFixture() throws IOException {
        home = Files.createTempDirectory("caisson-launch-");
        var bin = Files.createDirectories(home.resolve("rootfs/bin"));
        var busybox = BusyboxImage.program();
        Files.copy(busybox, bin.resolve("busybox"));
        for (var applet : BusyboxImage.applets(busybox)) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        Files.createDirectories(home.resolve("rootfs/etc"));
        Files.createDirectories(home.resolve("run"));
        syscalls.mkfifoat(-100, home.resolve("run/events").toString(), 0600);
    }

    Path home() {
        return home;
    }

    Path rootfs() {
        return home.resolve("rootfs");
    }

    Syscalls syscalls() {
        return syscalls;
    }

    Path events() {
        return home.resolve("run/events");
    }

    /// Directories for another container.
    Path directory() throws IOException {
        var directory = home.resolve("containers/" + count++);
        Files.createDirectories(directory.resolve("upper"));
        Files.createDirectories(directory.resolve("work"));
        return directory;
    }

    static ProcessSpec process(String... arguments) {
        return new ProcessSpec(
                List.of(arguments),
                List.of("PATH=/bin", "HOME=/root"),
                "/",
                ProcessSpec.User.root(),
                new ProcessSpec.Capabilities(
                        DOCKER_CAPABILITIES, DOCKER_CAPABILITIES, DOCKER_CAPABILITIES, 0, 0),
                List.of(),
                false,
                null,
                null,
                null,
                null);
    }

    RuntimeSpec spec(Path directory, ProcessSpec process) {
        return new RuntimeSpec(
                ContainerId.random(),
                new RootFilesystem(
                        List.of(rootfs()),
                        directory.resolve("upper"),
                        directory.resolve("work"),
                        false,
                        false,
                        Propagation.RPRIVATE),
                "box",
                null,
                Namespaces.isolated(),
                MOUNTS,
                List.of(),
                Map.of(),
                MASKED,
                READONLY,
                false,
                process,
                new Stdio.Pipes(false, new LogLayout(3, new Bytes(64 * 1024))));
    }

    LaunchRequest request(Path directory, RuntimeSpec spec) {
        return new LaunchRequest(
                spec, directory, events(), new CgroupJoin.None(), new CgroupJoin.None(), () -> {});
    }

    Launched start(Launcher launcher, LaunchRequest request) {
        var launched = launcher.start(request);
        started.add(launched);
        return launched;
    }

    Launched exec(Launcher launcher, ExecRequest request) {
        var launched = launcher.exec(request);
        started.add(launched);
        return launched;
    }

    /// The same process in another working directory.
    static ProcessSpec in(String directory, ProcessSpec process) {
        return new ProcessSpec(
                process.arguments(),
                process.environment(),
                directory,
                process.user(),
                process.capabilities(),
                process.limits(),
                process.noNewPrivileges(),
                process.umask(),
                process.oomScoreAdjust(),
                process.seccomp(),
                process.appArmorProfile());
    }

    static ProcessSpec user(long uid, ProcessSpec process) {
        return new ProcessSpec(
                process.arguments(),
                process.environment(),
                process.workingDirectory(),
                new ProcessSpec.User(uid, uid, List.of(uid, 7L)),
                new ProcessSpec.Capabilities(DOCKER_CAPABILITIES, 0, 0, 0, 0),
                process.limits(),
                process.noNewPrivileges(),
                process.umask(),
                process.oomScoreAdjust(),
                process.seccomp(),
                process.appArmorProfile());
    }

    static RuntimeSpec withStdio(RuntimeSpec spec, Stdio stdio) {
        return copy(spec, spec.root(), spec.mounts(), spec.init(), stdio);
    }

    static RuntimeSpec withInit(RuntimeSpec spec) {
        return copy(spec, spec.root(), spec.mounts(), true, spec.stdio());
    }

    static RuntimeSpec withMounts(RuntimeSpec spec, List<Mount> mounts) {
        return copy(spec, spec.root(), mounts, spec.init(), spec.stdio());
    }

    static RuntimeSpec withSysctls(RuntimeSpec spec, Map<String, String> sysctls) {
        return new RuntimeSpec(
                spec.id(),
                spec.root(),
                spec.hostname(),
                spec.domainname(),
                spec.namespaces(),
                spec.mounts(),
                spec.devices(),
                sysctls,
                spec.maskedPaths(),
                spec.readonlyPaths(),
                spec.init(),
                spec.process(),
                spec.stdio());
    }

    static RuntimeSpec withNamespaces(RuntimeSpec spec, Namespaces namespaces) {
        return new RuntimeSpec(
                spec.id(),
                spec.root(),
                null,
                null,
                namespaces,
                spec.mounts(),
                spec.devices(),
                spec.sysctls(),
                spec.maskedPaths(),
                spec.readonlyPaths(),
                spec.init(),
                spec.process(),
                spec.stdio());
    }

    static RuntimeSpec scratch(RuntimeSpec spec) {
        var root = spec.root();
        return copy(
                spec,
                new RootFilesystem(
                        List.of(), root.upper(), root.work(), false, false, root.propagation()),
                spec.mounts(),
                spec.init(),
                spec.stdio());
    }

    static RuntimeSpec readonly(RuntimeSpec spec) {
        var root = spec.root();
        return copy(
                spec,
                new RootFilesystem(
                        root.lowers(), root.upper(), root.work(), true, false, root.propagation()),
                spec.mounts(),
                spec.init(),
                spec.stdio());
    }

    private static RuntimeSpec copy(
            RuntimeSpec spec, RootFilesystem root, List<Mount> mounts, boolean init, Stdio stdio) {
        return new RuntimeSpec(
                spec.id(),
                root,
                spec.hostname(),
                spec.domainname(),
                spec.namespaces(),
                mounts,
                spec.devices(),
                spec.sysctls(),
                spec.maskedPaths(),
                spec.readonlyPaths(),
                init,
                spec.process(),
                stdio);
    }

    /// Waits for the holder and reads what it left.
    static ExitRecord exit(Launched launched, Path directory) throws IOException {
        if (!launched.link().pidFd().ended(Duration.ofSeconds(90))) {
            throw new AssertionError("the holder goes on");
        }
        launched.link().reap();
        return ExitRecord.parse(Files.readAllBytes(directory.resolve("exit")));
    }

    /// What a run of a command in a container of its own printed, and how it ended.
    record Outcome(int code, String stdout, String stderr, List<String> warnings) {}

    Outcome run(Launcher launcher, String... arguments) throws IOException {
        var directory = directory();
        return run(launcher, request(directory, spec(directory, process(arguments))));
    }

    Outcome run(Launcher launcher, LaunchRequest request) throws IOException {
        var launched = start(launcher, request);
        var exit = exit(launched, request.directory());
        var log = LogFrames.read(request.directory().resolve("log"));
        return new Outcome(exit.status().code(), log.text(1), log.text(2), launched.warnings());
    }

    @Override
    public void close() throws IOException {
        for (var launched : started.reversed()) {
            launched.process().open(syscalls).ifPresent(LaunchFixture::kill);
            launched.link().pidFd().ended(Duration.ofSeconds(90));
            launched.link().reap();
            launched.link().close();
        }
        try (var all = Files.walk(home)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void kill(dev.caisson.sys.PidFd process) {
        process.signal(dev.caisson.sys.Signal.SIGKILL);
        process.close();
    }
}
