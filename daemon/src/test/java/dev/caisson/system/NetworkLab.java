package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.netlink.LinkAddress;
import dev.caisson.net.netlink.LinkPair;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A host and a neighbour of it, as network namespaces with a cable between them. Nothing that
/// happens in them is seen by the machine the tests run on; both end with [#close].
public final class NetworkLab implements AutoCloseable {
    public static final String HOST = "10.200.0.1";
    public static final String HOST_SIX = "fd99::1";
    public static final String NEIGHBOUR_SIX = "fd99::2";
    public static final String NEIGHBOUR = "10.200.0.2";

    /// Who is there after [#withFar].
    public static final String FAR = "10.201.0.2";

    private static final String HOST_TO_FAR = "10.201.0.1";
    private static final int PREFIX = 24;

    private final NetworkNamespace host;
    private final NetworkNamespace neighbour;
    private @Nullable NetworkNamespace far;

    public NetworkLab() {
        var syscalls = Syscalls.real();
        host = NetworkNamespace.create(syscalls, Map.of());
        neighbour = NetworkNamespace.create(syscalls, Map.of());
        host.routes().addPair(new LinkPair("up0", "up0", 0, 0, "", false, false), neighbour.fd());
        address(host, "up0", HOST);
        address(neighbour, "up0", NEIGHBOUR);
    }

    private static void address(NetworkNamespace namespace, String device, String text) {
        try {
            int index = namespace.routes().require(device).index();
            var address = new LinkAddress(index, InetAddress.getByName(text), PREFIX);
            namespace.routes().configure(index, List.of(address));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Words in front of a command that is to run on the host.
    public List<String> onHost() {
        return inside(host);
    }

    /// Runs a command on the host.
    public CommandOutcome host(String... command) {
        return run(inside(host), command);
    }

    /// Runs something of this program on a thread that is on the host, such as opening a socket.
    public <T> T inHost(Supplier<T> task) {
        return host.inside(task::get);
    }

    /// Runs something of this program on a thread that is on the neighbour.
    public <T> T inNeighbour(Supplier<T> task) {
        return neighbour.inside(task::get);
    }

    /// Runs a command on the neighbour.
    public CommandOutcome neighbour(String... command) {
        return run(inside(neighbour), command);
    }

    /// Runs a program of this machine in the network of a process.
    public static CommandOutcome inNetworkOf(String pid, String... command) {
        return run(
                List.of(HostTools.present("nsenter").toString(), "--net=/proc/" + pid + "/ns/net"),
                command);
    }

    /// Adds one more, on the other side of the host: it and the neighbour have routes to each
    /// other, which work while the host is a router for both.
    public void withFar() {
        var made = NetworkNamespace.create(Syscalls.real(), Map.of());
        far = made;
        host.routes().addPair(new LinkPair("up1", "up0", 0, 0, "", false, false), made.fd());
        address(host, "up1", HOST_TO_FAR);
        address(made, "up0", FAR);
        neighbour("ip", "route", "add", FAR, "via", HOST);
        run(inside(made), "ip", "route", "add", NEIGHBOUR, "via", HOST_TO_FAR);
    }

    /// Waits until something listens in the network of a process.
    ///
    /// @param port as `ss` shows it, such as `:80`
    public static void awaitListening(String pid, String port) {
        var ss = HostTools.installed("ss", "iproute2").toString();
        Awaitility.await().until(() -> inNetworkOf(pid, ss, "-Hltun").out().contains(port + " "));
    }

    /// Gives both an address of IPv6: `fd99::1` and `fd99::2`.
    public void withSix() {
        host("ip", "-6", "address", "add", HOST_SIX + "/64", "dev", "up0", "nodad");
        neighbour("ip", "-6", "address", "add", NEIGHBOUR_SIX + "/64", "dev", "up0", "nodad");
    }

    /// What an HTTP server answers. A connection is the kernel's work and comes about at once; what
    /// then has to run may take its time.
    ///
    /// @return the body; empty when nobody answers
    public String fetched(boolean fromHost, String address) {
        var curl = HostTools.installed("curl", "curl").toString();
        var command =
                new String[] {curl, "-s", "-g", "-m", "30", "--connect-timeout", "3", address};
        return (fromHost ? host(command) : neighbour(command)).out();
    }

    private static List<String> inside(NetworkNamespace namespace) {
        return List.of(
                HostTools.present("nsenter").toString(),
                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.fd());
    }

    private static CommandOutcome run(List<String> before, String... command) {
        var line = new ArrayList<>(before);
        line.addAll(List.of(command));
        try {
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the end of " + line).isTrue();
            return new CommandOutcome(process.exitValue(), out, "");
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        host.close();
        neighbour.close();
        if (far != null) far.close();
    }
}
