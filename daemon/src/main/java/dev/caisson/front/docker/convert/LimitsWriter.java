package dev.caisson.front.docker.convert;

import dev.caisson.container.request.DeviceRequests;
import dev.caisson.container.request.Limits;
import dev.caisson.wire.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes limits as they were asked for.
final class LimitsWriter {
    private LimitsWriter() {}

    static Resources write(Limits limits) {
        var memory = limits.memory();
        var cpu = limits.cpu();
        return new Resources(
                new Resources.Cpu(
                        cpu.shares(),
                        cpu.nanoCpus(),
                        cpu.periodMicros(),
                        cpu.quotaMicros(),
                        cpu.realtimePeriodMicros(),
                        cpu.realtimeRuntimeMicros(),
                        cpu.cpus(),
                        cpu.mems()),
                new Resources.Memory(
                        memory.limit(),
                        0,
                        memory.kernelTcp(),
                        memory.reservation(),
                        memory.swap(),
                        memory.swappiness(),
                        memory.oomKillDisable()),
                blockIo(limits.blockIo()),
                devices(limits.devices()),
                limits.cgroupParent(),
                limits.pids(),
                Absent.orNull(
                        limits.ulimits().stream()
                                .map(
                                        one ->
                                                new Resources.Ulimit(
                                                        one.name(), one.hard(), one.soft()))
                                .toList()),
                new Resources.Windows(0, 0, 0, 0));
    }

    private static Resources.BlockIo blockIo(Limits.BlockIoLimits limits) {
        return new Resources.BlockIo(
                limits.weight(),
                Absent.orNull(
                        limits.weightDevices().stream()
                                .map(
                                        one ->
                                                new Resources.WeightDevice(
                                                        one.path(), (int) one.value()))
                                .toList()),
                rates(limits.readBytesPerSecond()),
                rates(limits.writeBytesPerSecond()),
                rates(limits.readOperationsPerSecond()),
                rates(limits.writeOperationsPerSecond()));
    }

    private static @Nullable List<Resources.ThrottleDevice> rates(List<Limits.PathValue> limits) {
        return Absent.orNull(
                limits.stream()
                        .map(one -> new Resources.ThrottleDevice(one.path(), one.value()))
                        .toList());
    }

    private static Resources.Devices devices(DeviceRequests devices) {
        return new Resources.Devices(
                Absent.orNull(
                        devices.mappings().stream()
                                .map(
                                        one ->
                                                new Resources.DeviceMapping(
                                                        one.onHost(),
                                                        one.inContainer(),
                                                        one.permissions()))
                                .toList()),
                Absent.orNull(devices.cgroupRules()),
                Absent.orNull(
                        devices.drivers().stream()
                                .map(
                                        one ->
                                                new Resources.DeviceRequest(
                                                        one.driver(),
                                                        one.count(),
                                                        Absent.orNull(one.deviceIds()),
                                                        Absent.orNull(one.capabilities()),
                                                        Absent.orNull(one.options())))
                                .toList()));
    }
}
