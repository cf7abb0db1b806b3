package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Leaves out of resources what a host lacks, and notes Docker's warning for each. The order of
/// the warnings is Docker's.
final class Acceptance {
    private static final String NO_LIMIT_AND_NO_KILLER =
            "OOM killer is disabled for the container, but no memory limit is set, this can result"
                    + " in the system running out of resources.";

    private final CgroupFeatures features;
    private final List<String> warnings = new ArrayList<>();

    private Acceptance(CgroupFeatures features) {
        this.features = features;
    }

    static Accepted of(CgroupFeatures features, Resources asked) {
        var acceptance = new Acceptance(features);
        var kept =
                new Resources(
                        acceptance.memory(asked.memory()),
                        acceptance.cpu(asked.cpu()),
                        acceptance.pids(asked.pids()),
                        acceptance.blockIo(asked.blockIo()),
                        asked.devices());
        return new Accepted(kept, acceptance.warnings);
    }

    private Memory memory(Memory asked) {
        var limit = asked.limit();
        var swap = asked.swap();
        if (isSet(limit) && lacks(Feature.MEMORY_LIMIT)) {
            limit = null;
            swap = null;
        }
        // A plain limit, too, means a limit on swap: Docker doubles it. So it warns for both.
        if (isSet(limit) && (swap == null || swap != -1) && lacks(Feature.SWAP_LIMIT)) swap = null;
        if (swap != null && !features.has(Feature.SWAP_LIMIT)) swap = null;
        var swappiness = asked.swappiness();
        if (swappiness != null && lacks(Feature.MEMORY_SWAPPINESS)) swappiness = null;
        var reservation = asked.reservation();
        if (isSet(reservation) && lacks(Feature.MEMORY_RESERVATION)) reservation = null;
        boolean killerOff = asked.oomKillDisable();
        if (killerOff && lacks(Feature.OOM_KILL_DISABLE)) killerOff = false;
        if (killerOff && !isSet(limit)) warnings.add(NO_LIMIT_AND_NO_KILLER);
        return new Memory(limit, swap, reservation, swappiness, killerOff);
    }

    private Cpu cpu(Cpu asked) {
        boolean shares = asked.shares() == null || asked.shares() == 0 || has(Feature.CPU_SHARES);
        boolean quota =
                (asked.quotaMicros() == null && asked.periodMicros() == null)
                        || has(Feature.CPU_QUOTA);
        boolean realtime =
                (asked.realtimeRuntimeMicros() == null && asked.realtimePeriodMicros() == null)
                        || has(Feature.CPU_REALTIME);
        boolean sets = (isBlank(asked.cpus()) && isBlank(asked.mems())) || has(Feature.CPUSET);
        return new Cpu(
                shares ? asked.shares() : null,
                quota ? asked.quotaMicros() : null,
                quota ? asked.periodMicros() : null,
                realtime ? asked.realtimeRuntimeMicros() : null,
                realtime ? asked.realtimePeriodMicros() : null,
                sets ? asked.cpus() : null,
                sets ? asked.mems() : null);
    }

    private @Nullable Long pids(@Nullable Long asked) {
        return isSet(asked) && lacks(Feature.PIDS) ? null : asked;
    }

    private BlockIo blockIo(BlockIo asked) {
        var weight = asked.weight();
        if (weight != null && weight > 0 && lacks(Feature.BLOCK_IO_WEIGHT)) weight = null;
        return new BlockIo(
                weight,
                kept(asked.weightDevices(), Feature.BLOCK_IO_WEIGHT_DEVICE),
                kept(asked.readBytesPerSecond(), Feature.READ_BYTES),
                kept(asked.writeBytesPerSecond(), Feature.WRITE_BYTES),
                kept(asked.readOperationsPerSecond(), Feature.READ_OPERATIONS),
                kept(asked.writeOperationsPerSecond(), Feature.WRITE_OPERATIONS));
    }

    private List<DeviceValue> kept(List<DeviceValue> asked, Feature feature) {
        return !asked.isEmpty() && lacks(feature) ? List.of() : asked;
    }

    private boolean has(Feature feature) {
        return !lacks(feature);
    }

    private boolean lacks(Feature feature) {
        if (features.has(feature)) return false;
        warnings.add(feature.warning());
        return true;
    }

    private static boolean isSet(@Nullable Long limit) {
        return limit != null && limit > 0;
    }

    private static boolean isBlank(@Nullable String list) {
        return list == null || list.isEmpty();
    }
}
