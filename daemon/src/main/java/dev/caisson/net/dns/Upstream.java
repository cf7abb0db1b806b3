package dev.caisson.net.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks other servers, from the host's namespace. Calls block and run on virtual threads.
///
/// A client waits five seconds, so all attempts together take less. A server that was silent is
/// asked after the others for a while, and then only briefly, so that names fail at once where no
/// server is reached and not after seconds each.
final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int PORT = 53;
    private static final int LARGEST = 65_535;
    private static final Duration ALTOGETHER = Duration.ofSeconds(4);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration SECOND = Duration.ofSeconds(2);
    private static final Duration OF_SILENT = Duration.ofMillis(300);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<InetAddress, Instant> silent = new ConcurrentHashMap<>();

    Upstream(InstantSource clock) {
        this.clock = clock;
    }

    /// @return empty when nobody answered
    Optional<ForeignAnswer> ask(List<InetAddress> servers, Question question) {
        var ordered = new ArrayList<>(servers.stream().filter(each -> !isSilent(each)).toList());
        boolean reachable = !ordered.isEmpty();
        var late = servers.stream().filter(this::isSilent).toList();
        var end = clock.instant().plus(ALTOGETHER);
        var rounds = reachable ? List.of(FIRST, SECOND) : List.<Duration>of();
        for (var patience : rounds) {
            for (var server : ordered) {
                var answer = attempt(server, question, patience, end);
                if (answer.isPresent()) return answer;
            }
        }
        for (var server : late) {
            var answer = attempt(server, question, OF_SILENT, end);
            if (answer.isPresent()) return answer;
        }
        return Optional.empty();
    }

    private boolean isSilent(InetAddress server) {
        var until = silent.get(server);
        return until != null && clock.instant().isBefore(until);
    }

    private Optional<ForeignAnswer> attempt(
            InetAddress server, Question question, Duration patience, Instant end) {
        var left = Duration.between(clock.instant(), end);
        var wait = left.compareTo(patience) < 0 ? left : patience;
        if (wait.toMillis() <= 0) return Optional.empty();
        var query = Message.query(question, random.nextInt(1 << 16));
        try {
            var answer = byDatagram(server, query, wait);
            if (answer.isTruncated()) answer = byStream(server, query, answer, wait);
            if (silent.remove(server) != null) LOG.info("server={} answers names again", server);
            return Optional.of(answer);
        } catch (SocketTimeoutException timeout) {
            LOG.debug("server={} gave no answer within {}", server, wait, timeout);
            if (silent.put(server, clock.instant().plus(SILENCE)) == null) {
                LOG.warn("server={} does not answer names, asking others before it", server);
            }
            return Optional.empty();
        } catch (IOException failure) {
            LOG.debug("server={} cannot be asked", server, failure);
            return Optional.empty();
        }
    }

    private static ForeignAnswer byDatagram(InetAddress server, byte[] query, Duration patience)
            throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(server, PORT));
            socket.send(new DatagramPacket(query, query.length));
            var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) throw new SocketTimeoutException("only answers to others came");
                socket.setSoTimeout((int) left);
                socket.receive(packet);
                var bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                var answer = ForeignAnswer.read(bytes, query);
                if (answer.isPresent()) return answer.get();
            }
        }
    }

    /// @param part what came by datagram, which is all there is when the server takes no streams
    private static ForeignAnswer byStream(
            InetAddress server, byte[] query, ForeignAnswer part, Duration patience) {
        int millis = (int) patience.toMillis();
        try (var socket = new Socket()) {
            socket.setSoTimeout(millis);
            socket.connect(new InetSocketAddress(server, PORT), millis);
            var whole = new byte[query.length + 2];
            whole[0] = (byte) (query.length >> 8);
            whole[1] = (byte) query.length;
            System.arraycopy(query, 0, whole, 2, query.length);
            var out = new DataOutputStream(socket.getOutputStream());
            out.write(whole);
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            var bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            return ForeignAnswer.read(bytes, query).orElse(part);
        } catch (IOException failure) {
            LOG.debug("server={} takes no stream, passing on a part", server, failure);
            return part;
        }
    }
}
