package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.cgroup.CgroupStats.Pids;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The same for both versions: on the version this host has.
@Tag("kernel")
@Timeout(300)
class CgroupIT {
    private static final long MEBIBYTE = 1 << 20;
    private static final Memory NO_MEMORY = Memory.none();

    @RegisterExtension final CgroupFixture fixture = new CgroupFixture();

    @Test
    void limits_are_read_back_from_their_files() {
        var cgroup = fixture.create(everything());

        if (fixture.isVersion1()) {
            assertThat(fixture.file(cgroup, "memory.limit_in_bytes")).isEqualTo("67108864");
            if (fixture.has(Feature.SWAP_LIMIT))
                assertThat(fixture.file(cgroup, "memory.memsw.limit_in_bytes"))
                        .isEqualTo("134217728");
            assertThat(fixture.file(cgroup, "memory.soft_limit_in_bytes")).isEqualTo("33554432");
            assertThat(fixture.file(cgroup, "memory.swappiness")).isEqualTo("7");
            assertThat(fixture.file(cgroup, "memory.oom_control")).contains("oom_kill_disable 1");
            assertThat(fixture.file(cgroup, "cpu.shares")).isEqualTo("512");
            assertThat(fixture.file(cgroup, "cpu.cfs_quota_us")).isEqualTo("50000");
            assertThat(fixture.file(cgroup, "cpu.cfs_period_us")).isEqualTo("200000");
        } else {
            assertThat(fixture.file(cgroup, "memory.max")).isEqualTo("67108864");
            if (fixture.has(Feature.SWAP_LIMIT))
                assertThat(fixture.file(cgroup, "memory.swap.max")).isEqualTo("67108864");
            assertThat(fixture.file(cgroup, "memory.low")).isEqualTo("33554432");
            assertThat(fixture.file(cgroup, "cpu.weight")).isEqualTo("59");
            assertThat(fixture.file(cgroup, "cpu.max")).isEqualTo("50000 200000");
        }
        assertThat(fixture.file(cgroup, "cpuset.cpus")).isEqualTo("0");
        assertThat(fixture.file(cgroup, "cpuset.mems")).isEqualTo("0");
        assertThat(fixture.file(cgroup, "pids.max")).isEqualTo("17");
        assertThat(cgroup.warnings()).isEmpty();
        assertThat(cgroup.stats().pids()).isEqualTo(new Pids(0, 17L));
        assertThat(cgroup.stats().memory().limit()).isEqualTo(64 * MEBIBYTE);
    }

    @Test
    void limits_of_block_io_are_read_back() throws IOException {
        var disk = fixture.disk();
        var value = new DeviceValue(disk.major(), disk.minor(), 1 << 20);
        var one = List.of(value);
        var accepted =
                fixture.cgroups()
                        .features()
                        .accept(
                                resources(
                                        NO_MEMORY,
                                        Cpu.none(),
                                        null,
                                        new BlockIo(500, List.of(), one, one, one, one),
                                        List.of()));
        var cgroup = fixture.create(accepted.resources());
        var device = disk.major() + ":" + disk.minor();

        if (fixture.has(Feature.BLOCK_IO_WEIGHT)) {
            var name =
                    fixture.exists(cgroup, fixture.isVersion1() ? "blkio.weight" : "io.weight")
                            ? (fixture.isVersion1() ? "blkio.weight" : "io.weight")
                            : fixture.isVersion1() ? "blkio.bfq.weight" : "io.bfq.weight";
            assertThat(fixture.file(cgroup, name))
                    .isIn("500", "default 500", "default " + V2Plan.weightOfBlockIo(500));
        } else {
            assertThat(accepted.warnings()).contains(Feature.BLOCK_IO_WEIGHT.warning());
        }
        if (!fixture.has(Feature.READ_BYTES)) {
            assertThat(accepted.warnings()).contains(Feature.READ_BYTES.warning());
        } else if (fixture.isVersion1()) {
            for (var key : List.of("read_bps", "write_bps", "read_iops", "write_iops"))
                assertThat(fixture.file(cgroup, "blkio.throttle." + key + "_device"))
                        .isEqualTo(device + " 1048576");
        } else {
            assertThat(fixture.file(cgroup, "io.max"))
                    .isEqualTo(device + " rbps=1048576 wbps=1048576 riops=1048576 wiops=1048576");
        }
    }

    @Test
    void a_process_that_exceeds_its_memory_is_killed_and_counted() throws Exception {
        var cgroup =
                fixture.create(
                        resources(
                                new Memory(16 * MEBIBYTE, 16 * MEBIBYTE, null, null, false),
                                Cpu.none(),
                                null,
                                BlockIo.none(),
                                List.of()));

        var process = fixture.start(cgroup, "exec tail /dev/zero");

        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(cgroup.oomKills()).isEqualTo(1);
        assertThat(cgroup.stats().memory().details()).isNotEmpty();
    }

    @Test
    void a_frozen_process_stands_still_until_it_is_thawed() throws Exception {
        var cgroup = fixture.create(Resources.none());
        fixture.start(cgroup, "while :; do :; done");
        await().until(() -> cgroup.stats().cpu().totalNanos() > 20_000_000);

        cgroup.freeze();

        assertThat(cgroup.frozen()).isTrue();
        long before = cgroup.stats().cpu().totalNanos();
        await().pollDelay(100, TimeUnit.MILLISECONDS).until(() -> true);
        assertThat(cgroup.stats().cpu().totalNanos()).isEqualTo(before);
        cgroup.thaw();
        assertThat(cgroup.frozen()).isFalse();
        await().until(() -> cgroup.stats().cpu().totalNanos() > before);
    }

    @Test
    void a_device_that_no_rule_allows_cannot_be_opened() throws Exception {
        var cgroup =
                fixture.create(
                        resources(
                                NO_MEMORY,
                                Cpu.none(),
                                null,
                                BlockIo.none(),
                                List.of(
                                        new DeviceRule(false, 'a', -1, -1, "rwm"),
                                        new DeviceRule(true, 'c', 1, 3, "rw"),
                                        new DeviceRule(true, 'c', 1, 5, "r"))));
        var script =
                """
                head -c 1 /dev/null && echo null read
                echo x > /dev/null && echo null written
                head -c 1 /dev/zero > /dev/null && echo zero read
                echo x > /dev/zero && echo zero written
                head -c 1 /dev/urandom > /dev/null && echo random read
                exit 0
                """;

        assertThat(fixture.output(cgroup, script))
                .containsExactly("null read", "null written", "zero read");
    }

    @Test
    void no_process_can_be_made_beyond_the_limit() throws Exception {
        var cgroup =
                fixture.create(resources(NO_MEMORY, Cpu.none(), 3L, BlockIo.none(), List.of()));
        // A shell that cannot fork gives up: the fourth process would have been the subshell.
        var shell = fixture.start(cgroup, "sleep 1000 & sleep 1000 & (exit 7); exit 8");

        assertThat(shell.waitFor()).isNotIn(7, 8);
        assertThat(cgroup.members()).hasSize(2);
        assertThat(cgroup.stats().pids()).isEqualTo(new Pids(2, 3L));
        cgroup.kill();
        assertThat(cgroup.members()).isEmpty();
    }

    @Test
    void all_are_killed_also_those_frozen_and_those_who_fork() throws Exception {
        var cgroup = fixture.create(Resources.none());
        var process =
                fixture.start(
                        cgroup,
                        """
                        for i in 1 2 3 4 5 6; do (while :; do sleep 0.01; done) & done
                        wait
                        """);
        await().until(() -> cgroup.members().size() > 6);
        cgroup.freeze();

        cgroup.kill();

        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(cgroup.members()).isEmpty();
        cgroup.remove();
        assertThat(fixture.left(cgroup)).isEmpty();
        cgroup.remove();
    }

    @Test
    void limits_change_while_a_process_runs() throws Exception {
        var memory = new Memory(64 * MEBIBYTE, 64 * MEBIBYTE, null, null, false);
        var cpu = new Cpu(null, 50_000L, 100_000L, null, null, null, null);
        var cgroup = fixture.create(resources(memory, cpu, 20L, BlockIo.none(), List.of()));
        fixture.start(cgroup, "exec sleep 1000");

        for (long limit : new long[] {128, 32, 256}) {
            cgroup.update(
                    resources(
                            new Memory(limit * MEBIBYTE, limit * MEBIBYTE, null, null, false),
                            new Cpu(null, null, 50_000L + limit, null, null, null, null),
                            limit,
                            BlockIo.none(),
                            List.of()));

            assertThat(cgroup.stats().memory().limit()).isEqualTo(limit * MEBIBYTE);
            assertThat(cgroup.stats().pids().limit()).isEqualTo(limit);
        }

        assertThat(
                        fixture.isVersion1()
                                ? fixture.file(cgroup, "cpu.cfs_quota_us")
                                : fixture.file(cgroup, "cpu.max").split(" ")[0])
                .isEqualTo("50000");
    }

    @Test
    void a_limit_the_kernel_refuses_leaves_nothing_behind() {
        var nowhere = new Cpu(null, null, null, null, null, "4000", null);

        assertThatThrownBy(
                        () ->
                                fixture.create(
                                        resources(
                                                NO_MEMORY,
                                                nowhere,
                                                null,
                                                BlockIo.none(),
                                                List.of())))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(FaultCode.CGROUP_LIMIT_REFUSED))
                .hasMessageStartingWith("cannot set cpuset.cpus to 4000: ");
        assertThat(fixture.cgroups().below(fixture.parent())).isEmpty();
    }

    @Test
    void what_a_container_made_below_is_removed_with_it() throws Exception {
        var cgroup = fixture.create(Resources.none());
        var inside = fixture.directory(cgroup, "pids").resolve("a/b");
        Files.createDirectories(inside);

        cgroup.remove();

        assertThat(inside).doesNotExist();
        assertThat(fixture.left(cgroup)).isEmpty();
    }

    @Test
    void a_container_without_an_owner_is_found_again() {
        var cgroup = fixture.create(Resources.none());

        var found = fixture.cgroups().below(fixture.parent());

        assertThat(found).hasSize(1);
        var again = fixture.cgroups().open(fixture.parent().child(found.getFirst()));
        assertThat(again.path()).isEqualTo(cgroup.path());
        again.remove();
        assertThat(fixture.left(cgroup)).isEmpty();
    }

    @Test
    void a_holder_leaves_the_cgroups_of_the_daemon() {
        switch (fixture.cgroups().holders()) {
            case Join.CloneInto(var directory) -> assertThat(directory).isDirectory();
            case Join.Hierarchies(var hierarchies) -> {
                assumeThat(hierarchies).as("the daemon is at every root").isNotEmpty();
                for (var hierarchy : hierarchies)
                    assertThat(Path.of("/sys/fs/cgroup", hierarchy.name(), Cgroups.HOLDERS))
                            .isEqualTo(hierarchy.directory())
                            .isDirectory();
            }
        }
    }

    private static Resources everything() {
        return resources(
                new Memory(64 * MEBIBYTE, 128 * MEBIBYTE, 32 * MEBIBYTE, 7, true),
                new Cpu(512L, 50_000L, 200_000L, null, null, "0", "0"),
                17L,
                BlockIo.none(),
                List.of());
    }

    private static Resources resources(
            Memory memory, Cpu cpu, @Nullable Long pids, BlockIo io, List<DeviceRule> devices) {
        return new Resources(memory, cpu, pids, io, devices);
    }
}
