package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

class V1PlanTest {
    private static final CurrentLimits NEW = CurrentLimits.none();

    @Test
    void nothing_asked_is_nothing_written() {
        assertThat(V1Plan.of(Resources.none(), NEW)).isEmpty();
        assertThat(
                        plan(
                                new Memory(0L, 0L, 0L, null, false),
                                new Cpu(0L, 0L, 0L, 0L, 0L, "", ""),
                                NEW))
                .isEmpty();
    }

    @Test
    void every_limit_has_its_file() {
        var disk = List.of(new DeviceValue(8, 0, 5));
        var resources =
                new Resources(
                        new Memory(100L, 200L, 50L, 10, true),
                        new Cpu(512L, 1000L, 2000L, 30L, 40L, "0-1", "0"),
                        -1L,
                        new BlockIo(300, disk, disk, disk, disk, disk),
                        List.of(
                                new DeviceRule(false, 'a', -1, -1, "rwm"),
                                new DeviceRule(true, 'c', -1, -1, "m"),
                                new DeviceRule(true, 'b', 8, 1, "rw")));

        assertThat(lines(V1Plan.of(resources, NEW)))
                .containsExactly(
                        "cpuset.cpus=[0-1]",
                        "cpuset.mems=[0]",
                        "cpu.rt_period_us=[40]",
                        "cpu.rt_runtime_us=[30]",
                        "cpu.shares=[512]",
                        "cpu.cfs_period_us=[2000]",
                        "cpu.cfs_quota_us=[1000]",
                        "memory.limit_in_bytes=[100]",
                        "memory.memsw.limit_in_bytes=[200]",
                        "memory.soft_limit_in_bytes=[50]",
                        "memory.swappiness=[10]",
                        "memory.oom_control=[1]",
                        "pids.max=[max]",
                        "blkio.weight=[300] or blkio.bfq.weight=[300]",
                        "blkio.weight_device=[8:0 5] or blkio.bfq.weight_device=[8:0 5]",
                        "blkio.throttle.read_bps_device=[8:0 5]",
                        "blkio.throttle.write_bps_device=[8:0 5]",
                        "blkio.throttle.read_iops_device=[8:0 5]",
                        "blkio.throttle.write_iops_device=[8:0 5]",
                        "devices.deny=[a]",
                        "devices.allow=[c *:* m, b 8:1 rw]");
    }

    @Test
    void memory_and_swap_together_grow_first_and_shrink_last() {
        var limited = new CurrentLimits(100, 200, -1, 100_000);

        assertThat(plan(memory(300L, 400L), Cpu.none(), limited))
                .containsExactly(
                        "memory.memsw.limit_in_bytes=[400]", "memory.limit_in_bytes=[300]");
        assertThat(plan(memory(50L, 60L), Cpu.none(), limited))
                .containsExactly("memory.limit_in_bytes=[50]", "memory.memsw.limit_in_bytes=[60]");
        assertThat(plan(memory(300L, -1L), Cpu.none(), limited))
                .containsExactly("memory.memsw.limit_in_bytes=[-1]", "memory.limit_in_bytes=[300]");
    }

    @Test
    void lifting_the_limit_of_memory_lifts_that_of_swap() {
        var limited = new CurrentLimits(100, 200, -1, 100_000);

        assertThat(plan(memory(-1L, null), Cpu.none(), limited))
                .containsExactly("memory.memsw.limit_in_bytes=[-1]", "memory.limit_in_bytes=[-1]");
        assertThat(plan(memory(-1L, null), Cpu.none(), NEW))
                .containsExactly("memory.limit_in_bytes=[-1]");
    }

    @Test
    void a_period_changes_while_there_is_no_quota() {
        var limited = new CurrentLimits(-1, -1, 5000, 100_000);

        assertThat(plan(Memory.none(), cpu(null, 2000L), limited))
                .containsExactly(
                        "cpu.cfs_quota_us=[-1]",
                        "cpu.cfs_period_us=[2000]",
                        "cpu.cfs_quota_us=[5000]");
        assertThat(plan(Memory.none(), cpu(-1L, null), limited))
                .containsExactly("cpu.cfs_quota_us=[-1]");
    }

    private static Memory memory(long limit, @org.jspecify.annotations.Nullable Long swap) {
        return new Memory(limit, swap, null, null, false);
    }

    private static Cpu cpu(
            @org.jspecify.annotations.Nullable Long quota,
            @org.jspecify.annotations.Nullable Long period) {
        return new Cpu(null, quota, period, null, null, null, null);
    }

    private static List<String> plan(Memory memory, Cpu cpu, CurrentLimits now) {
        var resources = new Resources(memory, cpu, null, BlockIo.none(), List.of());
        return lines(V1Plan.of(resources, now));
    }

    static List<String> lines(List<CgroupWrite> writes) {
        return writes.stream().map(V1PlanTest::line).toList();
    }

    private static String line(CgroupWrite write) {
        var line = write.file() + "=" + write.values();
        var otherwise = write.otherwise();
        return otherwise == null ? line : line + " or " + line(otherwise);
    }
}
