package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private static final CgroupFeatures NOTHING = new CgroupFeatures(Set.of());

    @Test
    void a_host_that_can_do_all_leaves_everything() {
        var asked = everything();

        assertThat(CgroupFeatures.all().accept(asked)).isEqualTo(new Accepted(asked, List.of()));
    }

    @Test
    void a_host_that_can_do_nothing_warns_for_each_part() {
        var accepted = NOTHING.accept(everything());

        assertThat(accepted.resources()).isEqualTo(Resources.none());
        assertThat(accepted.warnings())
                .containsExactly(
                        Feature.MEMORY_LIMIT.warning(),
                        Feature.MEMORY_SWAPPINESS.warning(),
                        Feature.MEMORY_RESERVATION.warning(),
                        Feature.OOM_KILL_DISABLE.warning(),
                        Feature.CPU_SHARES.warning(),
                        Feature.CPU_QUOTA.warning(),
                        Feature.CPU_REALTIME.warning(),
                        Feature.CPUSET.warning(),
                        Feature.PIDS.warning(),
                        Feature.BLOCK_IO_WEIGHT.warning(),
                        Feature.BLOCK_IO_WEIGHT_DEVICE.warning(),
                        Feature.READ_BYTES.warning(),
                        Feature.WRITE_BYTES.warning(),
                        Feature.READ_OPERATIONS.warning(),
                        Feature.WRITE_OPERATIONS.warning());
    }

    @Test
    void a_limit_without_swap_accounting_stays_without_swap() {
        var features = EnumSet.allOf(Feature.class);
        features.remove(Feature.SWAP_LIMIT);
        var asked = memory(new Memory(64L << 20, 128L << 20, null, null, false));

        var accepted = new CgroupFeatures(features).accept(asked);

        assertThat(accepted.resources().memory())
                .isEqualTo(new Memory(64L << 20, null, null, null, false));
        assertThat(accepted.warnings())
                .containsExactly(
                        "Your kernel does not support swap limit capabilities or the cgroup is"
                                + " not mounted. Memory limited without swap.");
    }

    @Test
    void nothing_asked_gets_no_warning() {
        assertThat(NOTHING.accept(Resources.none()).warnings()).isEmpty();
    }

    @Test
    void no_killer_and_no_limit_is_said_aloud() {
        var asked = memory(new Memory(null, null, null, null, true));

        assertThat(CgroupFeatures.all().accept(asked).warnings())
                .containsExactly(
                        "OOM killer is disabled for the container, but no memory limit is set,"
                                + " this can result in the system running out of resources.");
    }

    private static Resources memory(Memory memory) {
        return new Resources(memory, Cpu.none(), null, BlockIo.none(), List.of());
    }

    private static Resources everything() {
        var disk = List.of(new DeviceValue(8, 0, 1));
        return new Resources(
                new Memory(64L << 20, 128L << 20, 32L << 20, 5, true),
                new Cpu(512L, 1L, 2L, 3L, 4L, "0", "0"),
                5L,
                new BlockIo(10, disk, disk, disk, disk, disk),
                List.of());
    }
}
