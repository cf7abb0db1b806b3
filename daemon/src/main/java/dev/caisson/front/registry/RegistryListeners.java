package dev.caisson.front.registry;

import dev.caisson.engine.Hosting;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.front.http.HttpServer;
import dev.caisson.image.hosted.Arrivals;
import dev.caisson.value.Undo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ports on which this host's images are served. For any number of threads.
public final class RegistryListeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryListeners.class);
    private static final Pattern ADDRESS = Pattern.compile("(.*):([0-9]{1,5})");
    private static final int MOST = 32;

    private final Hosting hosting;
    private final Map<String, Listener> open = new TreeMap<>();

    public RegistryListeners(Hosting hosting) {
        this.hosting = hosting;
    }

    /// A port that is open.
    ///
    /// @param address as a client names it
    /// @param isExposed whether other hosts may reach it
    public record Port(String address, boolean writable, boolean isExposed) {}

    private record Listener(
            Port port, HttpServer server, @Nullable Arrivals arrivals, CountDownLatch ended) {
        void close() {
            try (var undo = new Undo()) {
                if (arrivals != null) undo.add(arrivals);
                undo.add(server);
            } finally {
                ended.countDown();
            }
        }
    }

    /// Opens a port.
    ///
    /// @param listen `HOST:PORT`; without a host the loopback; port 0 for any that is free
    /// @throws InvalidInput `HOSTED_LISTEN_INVALID`
    /// @throws Conflict `HOSTED_LISTENING`
    public synchronized Port open(String listen, boolean writable) {
        var address = parse(listen);
        if (open.containsKey(shown(address))) {
            throw new Conflict(FaultCode.HOSTED_LISTENING, shown(address));
        }
        if (open.size() == MOST) throw invalid(listen, "there are " + MOST + " ports already");
        try (var undo = new Undo()) {
            var relay = new Relay();
            var server = undo.add(HttpServer.open(address, relay));
            var bound = (InetSocketAddress) server.address();
            var own = shown(bound);
            var pulls = new Pulls(hosting.repositories());
            var arrivals = writable ? undo.add(hosting.arrivals(own)) : null;
            relay.to(
                    new RegistryApi(
                            pulls, arrivals == null ? null : new Pushes(hosting, arrivals, own)));
            var port = new Port(own, writable, !bound.getAddress().isLoopbackAddress());
            open.put(own, new Listener(port, server, arrivals, new CountDownLatch(1)));
            LOG.info("serving images as a registry, listen={} writable={}", own, writable);
            if (port.isExposed) {
                LOG.warn(
                        "anybody who reaches this port may {} all images of this host, going on,"
                                + " listen={}",
                        writable ? "read and add to" : "read",
                        own);
            }
            return undo.commit(port);
        }
    }

    private static InetSocketAddress parse(String listen) {
        var matcher = ADDRESS.matcher(listen);
        if (!matcher.matches()) throw invalid(listen, "HOST:PORT is needed");
        int port = Integer.parseInt(matcher.group(2));
        var host = matcher.group(1);
        if (port > 65_535) throw invalid(listen, "there is no such port");
        try {
            var address =
                    host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException unknown) {
            throw new InvalidInput(
                    unknown, FaultCode.HOSTED_LISTEN_INVALID, listen, "no such host");
        }
    }

    private static InvalidInput invalid(String listen, String why) {
        return new InvalidInput(FaultCode.HOSTED_LISTEN_INVALID, listen, why);
    }

    // A client of this host that can reach any address takes the loopback.
    private static String shown(InetSocketAddress address) {
        var at = address.getAddress();
        var host = at.isAnyLocalAddress() ? "127.0.0.1" : at.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /// The open ports, sorted.
    public synchronized List<Port> ports() {
        return open.values().stream().map(Listener::port).toList();
    }

    /// Waits until a port is closed.
    public void await(Port port) throws InterruptedException {
        Listener listener;
        synchronized (this) {
            listener = open.get(port.address);
        }
        if (listener != null) listener.ended.await();
    }

    /// Closes a port.
    ///
    /// @param listen as it was given, or as [Port#address] has it
    /// @throws NotFound `HOSTED_LISTENER_UNKNOWN`
    public synchronized void close(String listen) {
        var listener = open.remove(shown(parse(listen)));
        if (listener == null) throw new NotFound(FaultCode.HOSTED_LISTENER_UNKNOWN, listen);
        listener.close();
        LOG.info("registry ended, listen={}", listen);
    }

    @Override
    public synchronized void close() {
        try (var undo = new Undo()) {
            open.values().forEach(listener -> undo.add((Undo.Step) listener::close));
            open.clear();
        }
    }
}
