package dev.caisson.net.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks other servers, with the question as it came. Blocks: for virtual threads.
final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int PORT = 53;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int LARGEST = 65_535;
    private static final int TRIES = 2;

    private Upstream() {}

    /// @param stream whether the question came by TCP
    /// @return empty when nobody answered
    static Optional<byte[]> ask(List<InetAddress> servers, byte[] query, boolean stream) {
        for (int i = 0; i < TRIES; i++) {
            for (var server : servers) {
                try {
                    return Optional.of(
                            stream ? askByStream(server, query) : askByDatagram(server, query));
                } catch (IOException silent) {
                    LOG.debug("server={} gave no answer, asking the next", server, silent);
                }
            }
        }
        return Optional.empty();
    }

    private static byte[] askByDatagram(InetAddress server, byte[] query) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(server, PORT));
            socket.send(new DatagramPacket(query, query.length));
            var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                socket.receive(packet);
                var answer = Arrays.copyOf(packet.getData(), packet.getLength());
                if (belongs(answer, query)) return answer;
            }
        }
    }

    private static byte[] askByStream(InetAddress server, byte[] query) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(server, PORT), PATIENCE_MILLIS);
            var out = new DataOutputStream(socket.getOutputStream());
            var whole = new byte[query.length + 2];
            whole[0] = (byte) (query.length >> 8);
            whole[1] = (byte) query.length;
            System.arraycopy(query, 0, whole, 2, query.length);
            out.write(whole);
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            var answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            if (!belongs(answer, query)) throw new IOException("the answer is to another question");
            return answer;
        }
    }

    private static boolean belongs(byte[] answer, byte[] query) {
        return answer.length >= Question.HEADER && answer[0] == query[0] && answer[1] == query[1];
    }
}
