package dev.caisson.bench;

import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.NetworkLab;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How many bytes and connections a published port takes in a second, by each way to it; with
/// `-Dcaisson.oracle=SOCKET` beside a dockerd, in alternation.
@Tag("bench")
class PublishedPortRateIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 5);
    private static final int STREAM = 7100;
    private static final int GREETING = 7101;

    @Test
    void bytes_and_connections_in_a_second_by_each_way_to_a_port() throws IOException {
        try (var lab = new NetworkLab();
                var daemon = DaemonProcess.startIn(lab.onHost(), "caisson-bp0");
                var caisson = new Side("caisson", daemon, daemon.pid())) {
            var oracle = System.getProperty("caisson.oracle", "");
            if (oracle.isEmpty()) {
                measure(List.of(caisson));
                return;
            }
            var path = Path.of(oracle);
            try (var engine = TestedEngine.at(path);
                    var dockerd = new Side("dockerd", engine, PeerProcess.of(path))) {
                measure(List.of(caisson, dockerd));
            }
        }
    }

    private static void measure(List<Side> sides) {
        for (int round = 0; round <= ROUNDS; round++) {
            boolean warmUp = round == 0;
            for (var side : sides) side.measure(warmUp);
        }
        sides.forEach(Side::say);
    }

    /// An engine with a container whose ports are published.
    private static final class Side implements AutoCloseable {
        private final String name;
        private final NetworkNamespace host;
        private final NetworkNamespace container;
        private final PortLoad load;
        private final Map<String, InetSocketAddress> ways = new LinkedHashMap<>();
        private final Map<String, Measured> figures = new LinkedHashMap<>();

        Side(String name, TestedEngine engine, long pid) throws IOException {
            this.name = name;
            var api = new EngineApi(new ApiClient(engine.socket()));
            api.load(BusyboxImage.archive(engine.files()));
            var exposed = new LinkedHashMap<String, Object>();
            var ports = new LinkedHashMap<String, Object>();
            for (int port : new int[] {STREAM, GREETING}) {
                exposed.put(port + "/tcp", Map.of());
                ports.put(port + "/tcp", List.of(Map.of("HostPort", Integer.toString(port))));
            }
            var id =
                    api.create(
                            Map.of("ExposedPorts", exposed),
                            Map.of("NetworkMode", "bridge", "PortBindings", ports),
                            "sleep",
                            "9999");
            api.start(id);
            var told = api.inspect(id);
            // The engine may be in another process namespace: what it calls a process counts there.
            var processes = "/proc/" + pid + "/root/proc/";
            var inside = told.get("State").get("Pid").asInt();
            host = NetworkNamespace.at(Syscalls.real(), "/proc/" + pid + "/ns/net");
            container = NetworkNamespace.at(Syscalls.real(), processes + inside + "/ns/net");
            load = new PortLoad(container, STREAM, GREETING);
            var bridge = told.get("NetworkSettings").get("Networks").get("bridge");
            way("container's address", bridge.get("IPAddress").asString());
            way("address of the host", bridge.get("Gateway").asString());
            way("loopback", "127.0.0.1");
            way("loopback of IPv6", "::1");
        }

        private void way(String name, String address) {
            ways.put(name, new InetSocketAddress(address, 0));
        }

        void measure(boolean warmUp) {
            ways.forEach(
                    (way, to) -> {
                        var address = to.getAddress();
                        double bytes = host.inside(() -> load.bytesPerSecond(address));
                        double connections = host.inside(() -> load.connectionsPerSecond(address));
                        if (warmUp) return;
                        figure("GB/s by " + way).add(bytes / 1e9);
                        figure("connections/s by " + way).add(connections);
                    });
        }

        private Measured figure(String what) {
            return figures.computeIfAbsent(what, _ -> new Measured());
        }

        void say() {
            figures.forEach((what, all) -> Measured.say(name + " " + what, all.median(), ""));
        }

        @Override
        public void close() {
            load.close();
            container.close();
            host.close();
        }
    }
}
