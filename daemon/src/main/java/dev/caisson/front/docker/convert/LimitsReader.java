package dev.caisson.front.docker.convert;

import dev.caisson.container.request.DeviceRequests;
import dev.caisson.container.request.Limits;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.wire.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads limits, of a new container or of an update.
public final class LimitsReader {
    private LimitsReader() {}

    /// @throws InvalidInput `FIELD_UNSUPPORTED` for limits this system does not have
    public static Limits read(Resources asked) {
        refuse(
                "KernelMemory",
                asked.memory().kernelMemory(),
                "kernels have no such limit any more");
        var windows = asked.windows();
        refuse("CpuCount", windows.cpuCount(), "only Windows has it");
        refuse("CpuPercent", windows.cpuPercent(), "only Windows has it");
        refuse("IOMaximumIOps", windows.ioMaximumIops(), "only Windows has it");
        refuse("IOMaximumBandwidth", windows.ioMaximumBandwidth(), "only Windows has it");
        var memory = asked.memory();
        var cpu = asked.cpu();
        return new Limits(
                new Limits.MemoryLimits(
                        memory.memory(),
                        memory.memorySwap(),
                        memory.memoryReservation(),
                        memory.memorySwappiness(),
                        memory.oomKillDisable(),
                        memory.kernelMemoryTcp()),
                new Limits.CpuLimits(
                        cpu.cpuShares(),
                        cpu.nanoCpus(),
                        cpu.cpuPeriod(),
                        cpu.cpuQuota(),
                        cpu.cpuRealtimePeriod(),
                        cpu.cpuRealtimeRuntime(),
                        Absent.text(cpu.cpusetCpus()),
                        Absent.text(cpu.cpusetMems())),
                blockIo(asked.blockIo()),
                pids(asked.pidsLimit()),
                Absent.list(asked.ulimits()).stream()
                        .map(
                                one ->
                                        new Limits.Ulimit(
                                                Absent.text(one.name()), one.soft(), one.hard()))
                        .toList(),
                devices(asked.devices()),
                Absent.text(asked.cgroupParent()));
    }

    /// 0 and every negative number mean no limit, which is shown as 0.
    private static @Nullable Long pids(@Nullable Long asked) {
        return asked == null ? null : Long.valueOf(Math.max(0, asked));
    }

    private static void refuse(String member, long value, String why) {
        if (value != 0) throw new InvalidInput(FaultCode.FIELD_UNSUPPORTED, member, why);
    }

    private static Limits.BlockIoLimits blockIo(Resources.BlockIo asked) {
        return new Limits.BlockIoLimits(
                asked.blkioWeight(),
                Absent.list(asked.blkioWeightDevice()).stream()
                        .map(one -> new Limits.PathValue(Absent.text(one.path()), one.weight()))
                        .toList(),
                rates(asked.blkioDeviceReadBps()),
                rates(asked.blkioDeviceWriteBps()),
                rates(asked.blkioDeviceReadIops()),
                rates(asked.blkioDeviceWriteIops()));
    }

    private static List<Limits.PathValue> rates(@Nullable List<Resources.ThrottleDevice> asked) {
        return Absent.list(asked).stream()
                .map(one -> new Limits.PathValue(Absent.text(one.path()), one.rate()))
                .toList();
    }

    private static DeviceRequests devices(Resources.Devices asked) {
        return new DeviceRequests(
                Absent.list(asked.devices()).stream()
                        .map(
                                one ->
                                        new DeviceRequests.Mapping(
                                                Absent.text(one.pathOnHost()),
                                                Absent.text(one.pathInContainer()),
                                                Absent.text(one.cgroupPermissions())))
                        .toList(),
                Absent.list(asked.deviceCgroupRules()),
                Absent.list(asked.deviceRequests()).stream()
                        .map(
                                one ->
                                        new DeviceRequests.DriverRequest(
                                                Absent.text(one.driver()),
                                                one.count(),
                                                Absent.list(one.deviceIds()),
                                                Absent.list(one.capabilities()),
                                                Absent.map(one.options())))
                        .toList());
    }
}
