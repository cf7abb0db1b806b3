package dev.caisson.front.docker.convert;

import dev.caisson.engine.Daemon;
import dev.caisson.net.model.Driver;
import dev.caisson.stdio.driver.LogDrivers;
import dev.caisson.wire.SystemInfo;
import dev.caisson.wire.Version;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Writes what is shown of the engine itself.
public final class DaemonWriter {
    /// The first Docker release with the newest API that is served.
    private static final String AS_DOCKER = "28.3.0";

    private static final List<String> NETWORK_DRIVERS =
            Stream.of(Driver.values()).map(Driver::word).toList();

    private DaemonWriter() {}

    /// Clients compare it with releases of Docker and refuse an old one (Testcontainers what is
    /// below 1.6.0), so it begins with the one that this is like, as builds of others do.
    private static String comparable(String own) {
        return AS_DOCKER + "+caisson." + own;
    }

    public static Version version(Daemon.DaemonVersion version) {
        var details = new TreeMap<String, String>();
        details.put("ApiVersion", version.apiVersion());
        details.put("Arch", version.architecture());
        details.put("BuildTime", version.buildTime());
        details.put("Experimental", "false");
        details.put("GitCommit", version.gitCommit());
        details.put("JavaVersion", version.javaVersion());
        details.put("KernelVersion", version.kernelVersion());
        details.put("MinAPIVersion", version.minApiVersion());
        details.put("Os", version.operatingSystem());
        return new Version(
                new Version.Platform("Caisson"),
                List.of(new Version.Component("Engine", version.version(), details)),
                comparable(version.version()),
                version.apiVersion(),
                version.minApiVersion(),
                version.gitCommit(),
                "",
                version.operatingSystem(),
                version.architecture(),
                version.kernelVersion(),
                false,
                version.buildTime());
    }

    /// @param listeners clients that read events now
    public static SystemInfo info(Daemon.DaemonInfo info, String version, int listeners) {
        var counts = info.counts();
        var host = info.host();
        var settings = info.settings();
        return new SystemInfo(
                info.id(),
                new SystemInfo.Counts(
                        counts.containers(),
                        counts.running(),
                        counts.paused(),
                        counts.stopped(),
                        counts.images()),
                new SystemInfo.Storage(
                        "overlay2",
                        List.of(List.of("Supports d_type", "true")),
                        info.paths().dataRoot()),
                new SystemInfo.Plugins(List.of("local"), NETWORK_DRIVERS, null, LogDrivers.NAMES),
                abilities(info),
                new SystemInfo.Daemon(
                        settings.debug(),
                        host.fileDescriptors(),
                        host.threads(),
                        Absent.moment(host.now()),
                        settings.logDriver(),
                        info.cgroups().driver(),
                        info.cgroups().version(),
                        listeners),
                new SystemInfo.Host(
                        host.kernelVersion(),
                        host.operatingSystem(),
                        host.osVersion(),
                        "linux",
                        host.architecture(),
                        host.cpus(),
                        host.memoryBytes()),
                new SystemInfo.Registries(
                        "https://index.docker.io/v1/",
                        RegistriesWriter.registries(settings.registries())),
                RegistriesWriter.proxies(settings.registries().proxies()),
                host.name(),
                settings.labels(),
                false,
                comparable(version),
                runtimes(),
                SystemInfo.Swarm.inactive(),
                true,
                "",
                info.securityOptions(),
                new SystemInfo.Firewall("nftables"),
                settings.cdiDirectories(),
                Absent.orNull(info.warnings()));
    }

    private static SystemInfo.Abilities abilities(Daemon.DaemonInfo info) {
        var controllers = info.cgroups().controllers();
        return new SystemInfo.Abilities(
                controllers.getOrDefault("MemoryLimit", false),
                controllers.getOrDefault("SwapLimit", false),
                controllers.getOrDefault("CpuCfsPeriod", false),
                controllers.getOrDefault("CpuCfsQuota", false),
                controllers.getOrDefault("CPUShares", false),
                controllers.getOrDefault("CPUSet", false),
                controllers.getOrDefault("PidsLimit", false),
                info.host().forwardsIpv4(),
                controllers.getOrDefault("OomKillDisable", false));
    }

    private static SystemInfo.Runtimes runtimes() {
        var none = new SystemInfo.Commit("");
        return new SystemInfo.Runtimes(
                Map.of("caisson", new SystemInfo.OciRuntime("")), "caisson", "", none, none, none);
    }
}
