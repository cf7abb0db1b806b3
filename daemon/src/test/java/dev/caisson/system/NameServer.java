package dev.caisson.system;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A name server of a test, which answers by the first label of a name: `short` has an address for
/// one second, `none` does not exist, `long` has more than a datagram takes, `mute` gets no answer,
/// any other an address for an hour. What it was asked is kept.
public final class NameServer implements AutoCloseable {
    public static final String ADDRESS = "10.1.2.3";
    private static final int MANY = 60;

    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final String[] answer;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /// Opens one at port 53 of an address of the calling thread's network namespace.
    public NameServer(String address) {
        this(address, ADDRESS);
    }

    /// [#NameServer(String)], with the address that names have.
    public NameServer(String address, String answer) {
        this.answer = answer.split("\\.");
        try {
            datagrams = new DatagramSocket(53, InetAddress.getByName(address));
            streams = new ServerSocket(53, 8, InetAddress.getByName(address));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Begins to answer. Not on the thread that opened it: threads that come of that one would be
    /// in its namespace.
    public NameServer start() {
        Thread.ofVirtual().start(this::datagrams);
        Thread.ofVirtual().start(this::streams);
        return this;
    }

    /// Names it was asked for, with how.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void datagrams() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (!datagrams.isClosed()) {
            try {
                datagrams.receive(packet);
                var query = Arrays.copyOf(packet.getData(), packet.getLength());
                var name = name(query);
                asked.add("udp " + name);
                if (name.startsWith("mute")) continue;
                var answer = answer(query, name, name.startsWith("long"));
                datagrams.send(
                        new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void streams() {
        while (!streams.isClosed()) {
            try (var client = streams.accept()) {
                var in = new DataInputStream(client.getInputStream());
                var query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                var name = name(query);
                asked.add("tcp " + name);
                var answer = answer(query, name, false);
                var out = new DataOutputStream(client.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
            } catch (IOException ended) {
                if (streams.isClosed()) return;
            }
        }
    }

    private static String name(byte[] query) {
        var name = new StringBuilder();
        for (int at = 12; query[at] != 0; at += query[at] + 1) {
            name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
            name.append('.');
        }
        return name.substring(0, name.length() - 1);
    }

    private byte[] answer(byte[] query, String name, boolean truncated) {
        int question = 12;
        while (query[question] != 0) question += query[question] + 1;
        question += 5;
        boolean none = name.startsWith("none");
        int count = truncated ? 0 : name.startsWith("long") ? MANY : 1;
        var answer = ByteBuffer.allocate(4096);
        answer.put(query, 0, question);
        for (int i = 0; i < count; i++) record(answer, name, none, i);
        answer.put(2, (byte) (truncated ? 0x83 : 0x81)).put(3, (byte) (none ? 0x83 : 0x80));
        answer.putShort(6, (short) (none ? 0 : count)).putShort(8, (short) (none ? 1 : 0));
        answer.putShort(10, (short) 0);
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private void record(ByteBuffer answer, String name, boolean none, int i) {
        int seconds = name.startsWith("short") ? 1 : 3600;
        answer.putShort((short) 0xc00c).putShort((short) (none ? 6 : 1)).putShort((short) 1);
        answer.putInt(seconds);
        if (none) {
            answer.putShort((short) 22).putShort((short) 0).putInt(0).putInt(0).putInt(0);
            answer.putInt(0).putInt(60);
        } else {
            answer.putShort((short) 4);
            for (var part : this.answer) answer.put((byte) Integer.parseInt(part));
            answer.put(answer.position() - 1, (byte) (answer.get(answer.position() - 1) + i));
        }
    }

    @Override
    public void close() {
        try {
            datagrams.close();
            streams.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
