package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V2PlanTest {
    private static final CurrentLimits NEW = CurrentLimits.none();

    @Test
    void nothing_asked_is_nothing_written() {
        assertThat(V2Plan.of(Resources.none(), NEW)).isEmpty();
        assertThat(
                        plan(
                                new Memory(0L, 0L, 0L, null, false),
                                new Cpu(0L, 0L, 0L, 0L, 0L, "", ""),
                                NEW))
                .isEmpty();
    }

    @Test
    void every_limit_is_converted() {
        var disk = List.of(new DeviceValue(8, 16, 500));
        var resources =
                new Resources(
                        new Memory(100L, 250L, 50L, 10, true),
                        new Cpu(1024L, 1000L, 2000L, 30L, 40L, "0-1", "0"),
                        7L,
                        new BlockIo(500, disk, disk, disk, disk, disk),
                        List.of(new DeviceRule(false, 'a', -1, -1, "rwm")));

        assertThat(V1PlanTest.lines(V2Plan.of(resources, NEW)))
                .containsExactly(
                        "cpuset.cpus=[0-1]",
                        "cpuset.mems=[0]",
                        "cpu.weight=[100]",
                        "cpu.max=[1000 2000]",
                        "memory.swap.max=[150]",
                        "memory.max=[100]",
                        "memory.low=[50]",
                        "pids.max=[7]",
                        "io.bfq.weight=[500] or io.weight=[default 4950]",
                        "io.bfq.weight=[8:16 500] or io.weight=[8:16 4950]",
                        "io.max=[8:16 rbps=500]",
                        "io.max=[8:16 wbps=500]",
                        "io.max=[8:16 riops=500]",
                        "io.max=[8:16 wiops=500]");
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "1024, 100", "512, 59", "2048, 174", "262144, 10000", "0, 1", "1, 1"})
    void shares_become_a_weight(long shares, long weight) {
        assertThat(V2Plan.weight(shares)).isEqualTo(weight);
    }

    @Test
    void the_weight_never_falls_as_shares_rise() {
        for (long shares = 2; shares < 262_144; shares += 13)
            assertThat(V2Plan.weight(shares)).isLessThanOrEqualTo(V2Plan.weight(shares + 13));
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "1000, 10000", "500, 4950"})
    void the_weight_of_block_io_is_stretched(long weight, long stretched) {
        assertThat(V2Plan.weightOfBlockIo(weight)).isEqualTo(stretched);
    }

    @Test
    void swap_is_what_both_exceed_memory_by() {
        var limited = new CurrentLimits(100, -1, -1, 100_000);

        assertThat(plan(memory(100L, 100L), Cpu.none(), NEW))
                .containsExactly("memory.swap.max=[0]", "memory.max=[100]");
        assertThat(plan(memory(100L, -1L), Cpu.none(), NEW))
                .containsExactly("memory.swap.max=[max]", "memory.max=[100]");
        assertThat(plan(memory(null, 300L), Cpu.none(), limited))
                .containsExactly("memory.swap.max=[200]");
        assertThat(plan(memory(-1L, null), Cpu.none(), limited))
                .containsExactly("memory.swap.max=[max]", "memory.max=[max]");
    }

    @Test
    void a_quota_alone_keeps_the_period_and_the_other_way_round() {
        var limited = new CurrentLimits(-1, -1, 5000, 20_000);

        assertThat(plan(Memory.none(), cpu(7000L, null), NEW))
                .containsExactly("cpu.max=[7000 100000]");
        assertThat(plan(Memory.none(), cpu(7000L, null), limited))
                .containsExactly("cpu.max=[7000 20000]");
        assertThat(plan(Memory.none(), cpu(null, 30_000L), limited))
                .containsExactly("cpu.max=[5000 30000]");
        assertThat(plan(Memory.none(), cpu(-1L, null), limited))
                .containsExactly("cpu.max=[max 20000]");
    }

    private static Memory memory(@Nullable Long limit, @Nullable Long swap) {
        return new Memory(limit, swap, null, null, false);
    }

    private static Cpu cpu(@Nullable Long quota, @Nullable Long period) {
        return new Cpu(null, quota, period, null, null, null, null);
    }

    private static List<String> plan(Memory memory, Cpu cpu, CurrentLimits now) {
        var resources = new Resources(memory, cpu, null, BlockIo.none(), List.of());
        return V1PlanTest.lines(V2Plan.of(resources, now));
    }
}
