package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client with some files, which answers what is asked for the last first.
final class FakeSender implements ReceivedFiles.Line {
    final Deque<byte[]> out = new ArrayDeque<>();
    private final List<String> contents = new ArrayList<>();
    private final Deque<Long> asked = new ArrayDeque<>();
    private boolean listed;
    boolean mute;
    boolean ended;
    int most;

    void file(String path, String content) {
        add(new FileStat(path, 0644, 0, 0, content.length(), 0, ""), content);
    }

    void add(FileStat stat, String content) {
        contents.add(content);
        out.add(new Packet.Stat(stat).toBytes());
    }

    @Override
    public void send(byte[] packet) {
        switch (Packet.parse(packet)) {
            case Packet.Request(var id) -> {
                asked.push(id);
                most = Math.max(most, asked.size());
            }
            case Packet.End _ -> {
                ended = true;
                out.add(new Packet.End().toBytes());
            }
            default -> throw new AssertionError("nothing else is said to a sender");
        }
    }

    @Override
    public byte @Nullable [] next() {
        var next = out.poll();
        if (next != null || mute) return next;
        if (!listed) {
            listed = true;
            return new Packet.Stat(null).toBytes();
        }
        var id = asked.poll();
        if (id == null) return null;
        var content = contents.get(id.intValue()).getBytes(UTF_8);
        int half = content.length / 2;
        out.add(
                new Packet.Data(id, java.util.Arrays.copyOfRange(content, half, content.length))
                        .toBytes());
        out.add(new Packet.Data(id, new byte[0]).toBytes());
        return half == 0
                ? out.remove()
                : new Packet.Data(id, java.util.Arrays.copyOf(content, half)).toBytes();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
