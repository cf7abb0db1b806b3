package dev.caisson.bench;

import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.NetworkLab;
import dev.caisson.system.TestedEngine;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How many bytes and connections a published port takes in a second, by each way to it.
///
/// With `-Dcaisson.peers=dockerd=SOCKET,podman=SOCKET` beside engines that run already, in
/// alternation; podman's socket is that of `podman system service`.
@Tag("bench")
class PublishedPortRateIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 5);
    private static final int STREAM = 7100;
    private static final int GREETING = 7101;

    /// Between the ports of one engine and the next: some share a host.
    private static final int APART = 10;

    @Test
    void bytes_and_connections_in_a_second_by_each_way_to_a_port() throws IOException {
        try (var lab = new NetworkLab();
                var daemon = DaemonProcess.startIn(lab.onHost(), "caisson-bp0");
                var undo = new Undo()) {
            var sides = new ArrayList<Side>();
            sides.add(undo.add(new Side("caisson", daemon, daemon.pid(), 0)));
            for (var peer : System.getProperty("caisson.peers", "").split(",", -1)) {
                if (peer.isEmpty()) continue;
                var named = peer.split("=", 2);
                var path = Path.of(named[1]);
                var engine = undo.add(TestedEngine.at(path));
                int apart = APART * sides.size();
                sides.add(undo.add(new Side(named[0], engine, PeerProcess.of(path), apart)));
            }
            measure(sides);
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

        /// @param apart added to the ports of the host
        Side(String name, TestedEngine engine, long pid, int apart) {
            this.name = name;
            var api = new EngineApi(new ApiClient(engine.socket()));
            api.load(BusyboxImage.archive(engine.files()));
            var exposed = new LinkedHashMap<String, Object>();
            var ports = new LinkedHashMap<String, Object>();
            for (int port : new int[] {STREAM, GREETING}) {
                exposed.put(port + "/tcp", Map.of());
                ports.put(
                        port + "/tcp", List.of(Map.of("HostPort", Integer.toString(port + apart))));
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
            load = new PortLoad(host, container, STREAM, GREETING);
            // Each engine has its own name for its first network.
            var bridge = told.get("NetworkSettings").get("Networks").iterator().next();
            way("container's address", bridge.get("IPAddress").asString(), 0);
            way("address of the host", bridge.get("Gateway").asString(), apart);
            way("loopback", "127.0.0.1", apart);
            way("loopback of IPv6", "::1", apart);
        }

        /// A way that leads nowhere is left out.
        private void way(String name, String address, int apart) {
            var to = new InetSocketAddress(address, apart);
            if (load.reaches(at(to, STREAM))) ways.put(name, to);
        }

        private static InetSocketAddress at(InetSocketAddress way, int port) {
            return new InetSocketAddress(way.getAddress(), way.getPort() + port);
        }

        void measure(boolean warmUp) {
            ways.forEach(
                    (way, to) -> {
                        double bytes = load.bytesPerSecond(at(to, STREAM));
                        double connections = load.connectionsPerSecond(at(to, GREETING));
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
