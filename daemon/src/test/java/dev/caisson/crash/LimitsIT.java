package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What a container may use, on whatever version of cgroups this kernel has.
///
/// Slow machines run it too: the guest with version 2.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class LimitsIT {
    private static final long MEBIBYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final boolean VERSION_2 =
            Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));

    private DaemonProcess daemon;
    private EngineApi api;

    @BeforeAll
    void startDaemon() {
        daemon = DaemonProcess.start();
        api = daemon.api();
        api.load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    void endDaemon() {
        if (daemon != null) daemon.close();
    }

    @Test
    void every_limit_is_in_its_file() {
        var limits =
                Map.<String, Object>of(
                        "Memory",
                        64 * MEBIBYTE,
                        "MemorySwap",
                        96 * MEBIBYTE,
                        "MemoryReservation",
                        32 * MEBIBYTE,
                        "PidsLimit",
                        33,
                        "CpuQuota",
                        40_000,
                        "CpuPeriod",
                        80_000,
                        "CpuShares",
                        512,
                        "CpusetCpus",
                        "0");
        var files = new HashMap<>(VERSION_2 ? filesOfVersion2() : filesOfVersion1());

        assertThat(limitsSeen(limits, files)).isEqualTo(files);
    }

    @Test
    void the_throughput_of_a_disk_is_limited() throws IOException {
        var disk = disk();
        assumeTrue(disk.isPresent(), "no disk with a device file");
        var rate = List.of(Map.of("Path", "/dev/" + disk.get(), "Rate", MEBIBYTE));
        var limits = Map.<String, Object>of("BlkioDeviceReadBps", rate);
        var number = Files.readString(Path.of("/sys/block", disk.get(), "dev")).strip();
        var files =
                VERSION_2
                        ? Map.of("io.max", number + " rbps=1048576 wbps=max riops=max wiops=max")
                        : Map.of("blkio.throttle.read_bps_device", number + " 1048576");

        assertThat(limitsSeen(limits, files)).isEqualTo(files);
    }

    @Test
    void a_container_out_of_memory_says_so() {
        var limits = Map.<String, Object>of("Memory", 16 * MEBIBYTE, "MemorySwap", 16 * MEBIBYTE);
        var id = api.create(Map.of(), limits, "tail", "/dev/zero");
        api.start(id);

        assertThat(api.await(id)).isEqualTo(137);
        assertThat(api.inspect(id).at("/State/OOMKilled").asBoolean()).isTrue();
        api.remove(id);
    }

    @Test
    void a_device_of_the_host_can_be_made_and_not_opened() {
        var script =
                """
                mknod /log c 1 11 && { head -c 1 /log || echo denied; }
                head -c 1 /dev/zero > /dev/null && echo allowed
                """;

        var outcome = api.outcome(Map.of(), "sh", "-c", script);

        assertThat(outcome.out()).isEqualTo("denied\nallowed\n");
        assertThat(outcome.err()).contains("Operation not permitted");
    }

    @Test
    void a_paused_container_stands_still_until_it_goes_on() {
        var id = api.run("sh", "-c", "while :; do echo x; usleep 10000; done");
        awaitMoreThan("", id);

        post("/containers/" + id + "/pause");

        assertThat(api.inspect(id).at("/State/Status").asString()).isEqualTo("paused");
        var before = api.output(id);
        Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        assertThat(api.output(id)).isEqualTo(before);
        post("/containers/" + id + "/unpause");
        assertThat(api.inspect(id).at("/State/Status").asString()).isEqualTo("running");
        awaitMoreThan(before, id);
        assertThat(exec(id, "cat", "/proc/1/comm")).contains("sh\n");
        api.kill(id);
        assertThat(api.inspect(id).at("/State/ExitCode").asInt()).isEqualTo(137);
        api.remove(id);
    }

    @Test
    void a_killed_daemon_loses_no_line_no_limit_and_no_exit_code() {
        var script = "i=0; while [ $i -lt 60 ]; do echo $i; i=$((i+1)); usleep 20000; done; exit 7";
        var limits = Map.<String, Object>of("Memory", 64 * MEBIBYTE);
        var ending = api.create(Map.of(), limits, "sh", "-c", script);
        var lasting = api.create(Map.of(), limits, "sleep", "1000");
        api.start(lasting);
        api.start(ending);
        awaitMoreThan("", ending);

        daemon.crash();
        daemon.restart();

        assertThat(api.await(ending)).isEqualTo(7);
        assertThat(api.output(ending).lines())
                .isEqualTo(IntStream.range(0, 60).mapToObj(Integer::toString).toList());
        assertThat(api.inspect(lasting).at("/State/Status").asString()).isEqualTo("running");
        var file = VERSION_2 ? "memory.max" : "memory/memory.limit_in_bytes";
        assertThat(exec(lasting, "cat", "/sys/fs/cgroup/" + file)).contains("67108864\n");
        api.remove(ending);
        api.remove(lasting);
    }

    private static Map<String, String> filesOfVersion1() {
        return Map.of(
                "memory.limit_in_bytes", "67108864",
                "memory.memsw.limit_in_bytes", "100663296",
                "memory.soft_limit_in_bytes", "33554432",
                "pids.max", "33",
                "cpu.cfs_quota_us", "40000",
                "cpu.cfs_period_us", "80000",
                "cpu.shares", "512",
                "cpuset.cpus", "0");
    }

    private static Map<String, String> filesOfVersion2() {
        return Map.of(
                "memory.max", "67108864",
                "memory.swap.max", "33554432",
                "memory.low", "33554432",
                "pids.max", "33",
                "cpu.max", "40000 80000",
                "cpu.weight", "59",
                "cpuset.cpus", "0");
    }

    /// The content of these files as a container sees it that was made with the limits.
    private Map<String, String> limitsSeen(Map<String, Object> limits, Map<String, String> files) {
        var script =
                """
                cd /sys/fs/cgroup
                for file in %s; do
                    for at in $file */$file; do
                        if [ -e $at ]; then echo $file=$(cat $at); break; fi
                    done
                done
                """
                        .formatted(String.join(" ", files.keySet()));
        var seen = new HashMap<String, String>();
        for (var line : api.outcome(limits, "sh", "-c", script).out().lines().toList()) {
            int sign = line.indexOf('=');
            seen.put(line.substring(0, sign), line.substring(sign + 1));
        }
        return seen;
    }

    /// A disk with a device file.
    private static Optional<String> disk() throws IOException {
        try (var blocks = Files.list(Path.of("/sys/block"))) {
            return blocks.map(block -> block.getFileName().toString())
                    .filter(name -> name.matches("[vs]d[a-z]|nvme\\d+n\\d+"))
                    .filter(name -> Files.exists(Path.of("/dev", name)))
                    .findFirst();
        }
    }

    private String exec(String id, String... command) {
        var asked = Map.of("Cmd", List.of(command), "AttachStdout", true);
        var exec = api.client().post("/containers/" + id + "/exec", asked).json().get("Id");
        var start = "/exec/" + exec.asString() + "/start";
        return api.client().post(start, Map.of("Detach", false)).text();
    }

    private void post(String path) {
        var answer = api.client().post(path, null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }

    private void awaitMoreThan(String output, String id) {
        Awaitility.await().atMost(PATIENCE).until(() -> api.output(id).length() > output.length());
    }
}
