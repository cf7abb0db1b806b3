package dev.caisson.front.docker.convert;

import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.view.ContainerSummary;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.ExecView;
import dev.caisson.container.view.HealthView;
import dev.caisson.container.view.MountView;
import dev.caisson.container.view.NetworkView;
import dev.caisson.container.view.StateView;
import dev.caisson.wire.ContainerInspect;
import dev.caisson.wire.ContainerState;
import dev.caisson.wire.EndpointSettings;
import dev.caisson.wire.ExecInspect;
import dev.caisson.wire.GraphDriver;
import dev.caisson.wire.Health;
import dev.caisson.wire.MountPoint;
import dev.caisson.wire.NetworkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes what is shown of containers and exec sessions.
public final class ContainerWriter {
    private static final String DRIVER = "overlay2";

    private ContainerWriter() {}

    public static ContainerInspect inspect(ContainerView view) {
        var files = view.files();
        var size = view.size();
        return new ContainerInspect(
                new ContainerInspect.Identity(
                        view.id().value(),
                        Absent.moment(view.created()),
                        view.imageId(),
                        "/" + view.name().value(),
                        DRIVER,
                        "linux"),
                view.path(),
                view.arguments(),
                state(view.state()),
                new ContainerInspect.Files(
                        files.resolvConf(), files.hostname(), files.hosts(), files.log()),
                new ContainerInspect.Labels("", "", ""),
                view.restartCount(),
                Absent.orNull(view.execIds()),
                HostConfigWriter.write(view.spec(), view.name().value()),
                graph(view),
                size == null ? null : size.writable(),
                size == null ? null : size.root(),
                mounts(view.mounts()),
                ConfigWriter.write(view.spec()),
                network(view));
    }

    public static dev.caisson.wire.ContainerSummary summary(ContainerSummary line) {
        var view = line.container();
        var size = view.size();
        return new dev.caisson.wire.ContainerSummary(
                view.id().value(),
                names(line),
                view.spec().identity().image(),
                view.imageId(),
                line.command(),
                view.created().getEpochSecond(),
                PortWriter.summary(view),
                size == null ? 0 : size.writable(),
                size == null ? 0 : size.root(),
                size == null ? 0 : size.log(),
                Absent.sorted(view.spec().identity().labels()),
                view.state().status().word(),
                line.status(),
                new dev.caisson.wire.ContainerSummary.Host(
                        view.spec().isolation().namespaces().network(),
                        Absent.orNull(view.spec().identity().annotations())),
                new dev.caisson.wire.ContainerSummary.Networks(endpoints(view.networks())),
                mounts(view.mounts()));
    }

    private static List<String> names(ContainerSummary line) {
        var names = new ArrayList<String>();
        names.add("/" + line.container().name().value());
        names.addAll(line.aliases());
        return names;
    }

    public static ExecInspect exec(ExecView view) {
        var spec = view.spec();
        var streams = spec.streams();
        return new ExecInspect(
                view.id(),
                view.running(),
                view.exitCode(),
                new ExecInspect.Command(
                        streams.tty(),
                        spec.command().getFirst(),
                        spec.command().subList(1, spec.command().size()),
                        spec.privileged(),
                        spec.user()),
                streams.attachStdin(),
                streams.attachStderr(),
                streams.attachStdout(),
                view.canRemove(),
                view.container().value(),
                "",
                view.pid());
    }

    private static ContainerState state(StateView state) {
        var status = state.status();
        return new ContainerState(
                status.word(),
                state.running(),
                status == StateView.Status.PAUSED,
                status == StateView.Status.RESTARTING,
                state.oomKilled(),
                status == StateView.Status.DEAD,
                state.pid(),
                state.exitCode(),
                state.error(),
                Absent.moment(state.startedAt()),
                Absent.moment(state.finishedAt()),
                health(state.health()),
                state.exits().stream().map(ContainerWriter::exit).toList());
    }

    private static ContainerState.Exit exit(StateView.Exit exit) {
        var started = exit.startedAt();
        long ran = started == null ? 0 : Duration.between(started, exit.finishedAt()).toNanos();
        return new ContainerState.Exit(
                Absent.moment(started),
                Absent.moment(exit.finishedAt()),
                exit.exitCode(),
                exit.signal(),
                exit.oomKilled(),
                exit.error(),
                ran);
    }

    private static @Nullable Health health(@Nullable HealthView health) {
        if (health == null) return null;
        var probes =
                health.log().stream()
                        .map(
                                one ->
                                        new Health.Probe(
                                                Absent.moment(one.start()),
                                                Absent.moment(one.end()),
                                                one.exitCode(),
                                                one.output()))
                        .toList();
        return new Health(health.status(), health.failingStreak(), probes);
    }

    private static GraphDriver graph(ContainerView view) {
        var files = view.files();
        if (files.upper().isEmpty()) return new GraphDriver(null, DRIVER);
        var data = new TreeMap<String, String>();
        data.put("ID", view.id().value());
        data.put("LowerDir", String.join(":", files.layers()));
        data.put("UpperDir", files.upper());
        data.put("WorkDir", files.work());
        return new GraphDriver(data, DRIVER);
    }

    private static List<MountPoint> mounts(List<MountView> mounts) {
        return mounts.stream()
                .map(
                        one ->
                                new MountPoint(
                                        one.type(),
                                        one.name(),
                                        one.source(),
                                        one.destination(),
                                        one.driver(),
                                        one.mode(),
                                        one.writable(),
                                        one.propagation()))
                .toList();
    }

    private static NetworkSettings network(ContainerView view) {
        var namespace = view.network().namespace();
        return new NetworkSettings(
                "",
                namespace.isEmpty() ? "" : view.id().value(),
                namespace,
                PortWriter.settings(view),
                PortWriter.reach(view),
                legacy(view),
                endpoints(view.networks()));
    }

    private static NetworkSettings.Legacy legacy(ContainerView view) {
        for (var network : view.networks()) {
            if (!network.name().equals("bridge")) continue;
            var got = network.addresses();
            return new NetworkSettings.Legacy(
                    false,
                    "",
                    0,
                    null,
                    null,
                    network.endpointId(),
                    got.gateway(),
                    got.ipv6(),
                    got.ipv6Prefix(),
                    got.ipv4(),
                    got.ipv4Prefix(),
                    got.ipv6Gateway(),
                    got.mac());
        }
        return NetworkSettings.Legacy.none();
    }

    private static Map<String, EndpointSettings> endpoints(List<NetworkView> networks) {
        var endpoints = new TreeMap<String, EndpointSettings>();
        for (var network : networks) endpoints.put(network.name(), endpoint(network));
        return endpoints;
    }

    /// An endpoint before there is anything at it.
    static EndpointSettings endpointAsked(String name, NetworkRequest.Endpoint asked) {
        return endpoint(
                new NetworkView(name, asked, "", "", List.of(), NetworkView.Addresses.none()));
    }

    private static EndpointSettings endpoint(NetworkView network) {
        NetworkRequest.Endpoint asked = network.asked();
        var fixed = asked.addresses();
        var got = network.addresses();
        return new EndpointSettings(
                new EndpointSettings.Asked(
                        fixed == null
                                ? null
                                : new EndpointSettings.Addresses(
                                        fixed.ipv4(),
                                        fixed.ipv6(),
                                        Absent.orNull(fixed.linkLocal())),
                        Absent.orNull(asked.links()),
                        Absent.orNull(asked.aliases()),
                        Absent.orNull(asked.driverOptions()),
                        (int) asked.gatewayPriority()),
                new EndpointSettings.Got(
                        got.mac().isEmpty() ? asked.macAddress() : got.mac(),
                        network.networkId(),
                        network.endpointId(),
                        got.gateway(),
                        got.ipv4(),
                        got.ipv4Prefix(),
                        got.ipv6Gateway(),
                        got.ipv6(),
                        got.ipv6Prefix(),
                        Absent.orNull(network.dnsNames())));
    }
}
