package dev.caisson.container.plan;

import dev.caisson.container.request.Limits;
import dev.caisson.container.request.Limits.BlockIoLimits;
import dev.caisson.container.request.Limits.CpuLimits;
import dev.caisson.container.request.Limits.MemoryLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Limits changed by an update: what the update does not name stays.
public final class LimitMerge {
    private LimitMerge() {}

    public static Limits merge(Limits old, Limits update) {
        return new Limits(
                memory(old.memory(), update.memory()),
                cpu(old.cpu(), update.cpu()),
                blockIo(old.blockIo(), update.blockIo()),
                orElse(update.pids(), old.pids()),
                update.ulimits().isEmpty() ? old.ulimits() : update.ulimits(),
                old.devices(),
                old.cgroupParent());
    }

    private static MemoryLimits memory(MemoryLimits old, MemoryLimits update) {
        return new MemoryLimits(
                orElse(update.limit(), old.limit()),
                orElse(update.swap(), old.swap()),
                orElse(update.reservation(), old.reservation()),
                orElse(update.swappiness(), old.swappiness()),
                orElse(update.oomKillDisable(), old.oomKillDisable()),
                orElse(update.kernelTcp(), old.kernelTcp()));
    }

    private static CpuLimits cpu(CpuLimits old, CpuLimits update) {
        return new CpuLimits(
                orElse(update.shares(), old.shares()),
                orElse(update.nanoCpus(), old.nanoCpus()),
                orElse(update.periodMicros(), old.periodMicros()),
                orElse(update.quotaMicros(), old.quotaMicros()),
                orElse(update.realtimePeriodMicros(), old.realtimePeriodMicros()),
                orElse(update.realtimeRuntimeMicros(), old.realtimeRuntimeMicros()),
                update.cpus().isEmpty() ? old.cpus() : update.cpus(),
                update.mems().isEmpty() ? old.mems() : update.mems());
    }

    private static BlockIoLimits blockIo(BlockIoLimits old, BlockIoLimits update) {
        return new BlockIoLimits(
                update.weight() == 0 ? old.weight() : update.weight(),
                orElse(update.weightDevices(), old.weightDevices()),
                orElse(update.readBytesPerSecond(), old.readBytesPerSecond()),
                orElse(update.writeBytesPerSecond(), old.writeBytesPerSecond()),
                orElse(update.readOperationsPerSecond(), old.readOperationsPerSecond()),
                orElse(update.writeOperationsPerSecond(), old.writeOperationsPerSecond()));
    }

    private static long orElse(long update, long old) {
        return update == 0 ? old : update;
    }

    private static <T> @Nullable T orElse(@Nullable T update, @Nullable T old) {
        return update == null ? old : update;
    }

    private static <T> List<T> orElse(List<T> update, List<T> old) {
        return update.isEmpty() ? old : update;
    }
}
