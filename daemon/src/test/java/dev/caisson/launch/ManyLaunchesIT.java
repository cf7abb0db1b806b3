package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.sys.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What many launches cost and leave.
@Tag("kernel")
class ManyLaunchesIT {
    private static LaunchRunner launcher;
    private LaunchFixture fixture;

    @BeforeAll
    static void startLauncher() {
        launcher = new LaunchRunner(dev.caisson.sys.Syscalls.real());
    }

    @AfterAll
    static void endLauncher() {
        launcher.close();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        fixture = new LaunchFixture();
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
    }

    /// What this process has besides: a guest is driven while other tests go on. A leak is one of
    /// each start.
    private static final int BESIDE = 40;

    @Test
    void two_hundred_starts_leave_nothing_and_are_quick() throws IOException {
        for (int i = 0; i < 20; i++) once();
        long descriptors = count("/proc/self/fd");
        long threads = count("/proc/self/task");
        var micros = new long[200];

        for (int i = 0; i < micros.length; i++) {
            long start = System.nanoTime();
            once();
            micros[i] = (System.nanoTime() - start) / 1000;
        }

        Arrays.sort(micros);
        System.out.printf(
                "launch of busybox true, start to end: median %d us, p95 %d us%n",
                micros[100], micros[190]);
        assertThat(count("/proc/self/fd")).isLessThan(descriptors + BESIDE);
        assertThat(count("/proc/self/task")).isLessThan(threads + BESIDE);
        assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo")))
                .noneMatch(mount -> mount.contains(fixture.home() + "/"));
    }

    private void once() throws IOException {
        var directory = fixture.directory();
        var spec = fixture.spec(directory, LaunchFixture.process("true"));
        var launched = launcher.start(fixture.request(directory, spec));
        try {
            assertThat(LaunchFixture.exit(launched, directory).status().code()).isZero();
        } finally {
            launched.link().close();
        }
    }

    private static long count(String directory) throws IOException {
        try (var files = Files.list(Path.of(directory))) {
            return files.count();
        }
    }

    @Test
    void a_holder_is_small() throws IOException {
        var directory = fixture.directory();
        var process = LaunchFixture.process("sh", "-c", "echo started; sleep 1000");
        var launched =
                fixture.start(
                        launcher, fixture.request(directory, fixture.spec(directory, process)));

        var rollup =
                Files.readAllLines(Path.of("/proc/" + launched.holder().pid() + "/smaps_rollup"));

        var pss = rollup.stream().filter(line -> line.startsWith("Pss:")).findFirst().orElseThrow();
        System.out.println("holder: " + pss);
        assertThat(Long.parseLong(pss.replaceAll("\\D", ""))).isLessThan(50);
        launched.process().open(fixture.syscalls()).orElseThrow().signal(Signal.SIGKILL);
    }
}
