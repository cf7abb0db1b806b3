package dev.caisson.guest;

import dev.caisson.guest.HostTools.Missing;
import dev.caisson.sys.Blocking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Assumptions;

/// A machine that boots, runs test classes and powers off.
public final class Guest {
    private static final Path CACHE =
            Path.of(System.getProperty("user.home"), ".cache", "caisson-tests");
    private static final ReentrantLock CACHE_LOCK = new ReentrantLock();
    private static final Duration PATIENCE = Duration.ofMinutes(12);

    private final List<String> modules;
    private final List<Path> disks = new ArrayList<>();

    /// @param modules of the kernel, in the order in which they need each other
    public Guest(String... modules) {
        this.modules = List.of(modules);
    }

    /// Adds a disk: the first is `/dev/vdb` there.
    ///
    /// @param image raw; what the guest writes is written to it
    public Guest disk(Path image) {
        disks.add(image);
        return this;
    }

    /// Runs test classes in a guest, with kernel tests required.
    ///
    /// @param tests names of classes
    /// @return what became of each test
    public List<TestOutcome> run(String... tests) throws IOException {
        try {
            return outcomes(console(tests));
        } catch (Missing missing) {
            var reason = "no guest: " + missing.getMessage();
            if ("1".equals(System.getenv("REQUIRE_KERNEL")))
                throw new AssertionError(reason, missing);
            System.out.println("skipped: " + reason);
            return Assumptions.abort(reason);
        }
    }

    private static List<TestOutcome> outcomes(List<String> console) {
        if (console.stream().noneMatch(line -> line.contains(GuestTests.END)))
            throw new AssertionError(
                    "the guest did not get to its end:\n" + String.join("\n", console));
        return console.stream().flatMap(line -> TestOutcome.parse(line).stream()).toList();
    }

    private List<String> console(String... tests) throws Missing, IOException {
        if (!System.getProperty("os.arch").equals("amd64")) throw new Missing("not on x86-64");
        HostTools.need("qemu-system-x86_64", "qemu-system-x86");
        HostTools.need("busybox", "busybox-static");
        HostTools.need("mke2fs", "e2fsprogs");
        Files.createDirectories(CACHE);
        var work = Files.createTempDirectory("caisson-guest");
        try {
            GuestKernel kernel;
            Path disk;
            CACHE_LOCK.lock();
            try {
                kernel = GuestKernel.fetch(CACHE);
                disk =
                        new GuestDisk(CACHE, work)
                                .write(
                                        kernel,
                                        modules,
                                        Map.of("REQUIRE_KERNEL", "1"),
                                        GuestTests.class.getName() + " " + String.join(" ", tests));
            } finally {
                CACHE_LOCK.unlock();
            }
            return boot(kernel, disk);
        } finally {
            HostTools.run(Path.of("/"), "rm", "-rf", work.toString());
        }
    }

    private List<String> boot(GuestKernel kernel, Path disk) throws Missing, IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                "qemu-system-x86_64",
                                "-M",
                                "q35",
                                "-accel",
                                "tcg,thread=multi",
                                "-smp",
                                "2",
                                "-m",
                                "1536",
                                "-nographic",
                                "-no-reboot",
                                "-nic",
                                "none",
                                "-kernel",
                                kernel.image().toString(),
                                "-initrd",
                                kernel.initrd().toString(),
                                "-append",
                                "console=ttyS0 quiet panic=-1",
                                "-drive",
                                "file=" + disk + ",format=raw,if=virtio,cache=unsafe"));
        for (var extra : disks) {
            command.add("-drive");
            command.add("file=" + extra + ",format=raw,if=virtio,cache=unsafe");
        }
        var machine = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            machine.getOutputStream().close();
            var console =
                    // Not in the common pool, whose threads other tests wait for.
                    CompletableFuture.supplyAsync(
                            () -> machine.inputReader().lines().toList(), Blocking.executor());
            if (!machine.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)) {
                System.out.println("the guest takes more than " + PATIENCE);
                // The machine alone: what it has said is still to be read.
                boolean _ = machine.toHandle().destroyForcibly();
            }
            return console.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Missing("interrupted");
        } finally {
            machine.destroyForcibly();
        }
    }
}
