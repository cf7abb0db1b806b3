package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarWriter;
import dev.caisson.value.PieceInput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A directory of the client's as a tar, made as it is read: nothing else holds the client back.
///
/// Content is asked for before its turn comes, so that many small files do not cost a round trip
/// each: no more than [#AHEAD] bytes and [#REQUESTS] files. What arrives before its turn waits; a
/// file that has become longer than the client said ends it all. For one thread.
final class ReceivedFiles extends PieceInput {
    private static final long AHEAD = 1 << 20;
    private static final int REQUESTS = 64;
    private static final int MOST_FILES = 1 << 20;
    private static final long MOST_NAMES = 128L << 20;
    private static final int LONGEST_PATH = 4096;

    private final Line line;
    private final Count count;
    private final Ready ready = new Ready();
    private final TarWriter tar = new TarWriter(ready);

    private final Deque<Wanted> waiting = new ArrayDeque<>();
    private final Deque<Wanted> notAsked = new ArrayDeque<>();
    private final Map<Long, Wanted> asked = new HashMap<>();
    private long askedBytes;
    private long files;
    private long names;
    private boolean listed;
    private @Nullable Wanted current;
    private boolean ended;

    /// Packets to and from the client.
    interface Line extends AutoCloseable {
        void send(byte[] packet) throws IOException;

        byte @Nullable [] next() throws IOException, InterruptedException;

        @Override
        void close();
    }

    /// Hears how much has come.
    @FunctionalInterface
    interface Count {
        void add(long bytes);
    }

    /// A file and what has come of it.
    private static final class Wanted {
        final FileStat stat;
        final long id;
        final Deque<byte[]> parts = new ArrayDeque<>();
        long come;
        boolean isAsked;
        boolean isWhole;

        Wanted(FileStat stat, long id) {
            this.stat = stat;
            this.id = id;
        }

        boolean hasContent() {
            return stat.isFile() && stat.link().isEmpty() && stat.size() > 0;
        }
    }

    /// Bytes of the tar that nobody has read yet.
    private static final class Ready extends ByteArrayOutputStream {
        private int from;

        int take(byte[] into, int offset, int length) {
            int taken = Math.min(length, count - from);
            System.arraycopy(buf, from, into, offset, taken);
            from += taken;
            if (from == count) {
                reset();
                from = 0;
            }
            return taken;
        }
    }

    ReceivedFiles(Line line, Count count) {
        this.line = line;
        this.count = count;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) return 0;
        try {
            while (true) {
                int taken = ready.take(into, offset, length);
                if (taken > 0) return taken;
                if (ended) return -1;
                advance();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("the build is given up");
        }
    }

    /// Makes some more of the tar.
    private void advance() throws IOException, InterruptedException {
        var file = current;
        if (file != null) {
            content(file);
            return;
        }
        var next = waiting.poll();
        if (next == null) {
            if (listed) end();
            else receive();
            return;
        }
        if (!next.hasContent()) {
            if (type(next.stat) != null) tar.begin(entry(next.stat));
            return;
        }
        if (!next.isAsked) ask();
        tar.begin(entry(next.stat));
        current = next;
    }

    private void content(Wanted file) throws IOException, InterruptedException {
        var part = file.parts.poll();
        if (part != null) {
            tar.content(part, 0, part.length);
        } else if (!file.isWhole) {
            receive();
        } else if (file.come < file.stat.size()) {
            throw changed(file);
        } else {
            current = null;
        }
    }

    private static InvalidInput changed(Wanted file) {
        return refused(file.stat.path() + " was changed while it was read");
    }

    /// Asks for the next files, at least for one.
    private void ask() throws IOException {
        while (!notAsked.isEmpty()) {
            long size = notAsked.element().stat.size();
            boolean full = askedBytes + size > AHEAD || asked.size() >= REQUESTS;
            if (full && !asked.isEmpty()) return;
            var file = notAsked.remove();
            file.isAsked = true;
            asked.put(file.id, file);
            askedBytes += size;
            line.send(new Packet.Request(file.id).toBytes());
        }
    }

    private void receive() throws IOException, InterruptedException {
        var message = line.next();
        if (message == null) throw new EOFException("the client has sent only a part of its files");
        count.add(message.length);
        switch (Packet.parse(message)) {
            case Packet.Stat(var stat) when stat == null -> listed = true;
            case Packet.Stat(var stat) -> list(stat);
            case Packet.Data(var id, var bytes) -> data(id, bytes);
            case Packet.Failure(var why) -> throw refused(why);
            case Packet.Request _, Packet.End _ ->
                    throw refused("the client asks, where it is to answer");
        }
        ask();
    }

    private void list(FileStat stat) {
        names += stat.path().length() + stat.link().length();
        boolean tooLong =
                stat.path().length() > LONGEST_PATH || stat.link().length() > LONGEST_PATH;
        if (listed || tooLong || stat.path().isEmpty() || stat.size() < 0) {
            throw refused("the client has a file that cannot be");
        }
        if (files >= MOST_FILES || names > MOST_NAMES) {
            throw refused("it has more than " + MOST_FILES + " files: use a .dockerignore");
        }
        var file = new Wanted(stat, files++);
        waiting.add(file);
        if (file.hasContent()) notAsked.add(file);
    }

    private void data(long id, byte[] bytes) {
        var file = asked.get(id);
        if (file == null) throw refused("the client sends what was not asked for");
        if (bytes.length == 0) {
            file.isWhole = true;
            asked.remove(id);
            askedBytes -= file.stat.size();
            return;
        }
        file.come += bytes.length;
        if (file.come > file.stat.size()) throw changed(file);
        file.parts.add(bytes);
    }

    private void end() throws IOException, InterruptedException {
        line.send(new Packet.End().toBytes());
        while (true) {
            var last = line.next();
            if (last == null || Packet.parse(last) instanceof Packet.End) break;
        }
        tar.close();
        ended = true;
    }

    private static InvalidInput refused(String why) {
        return new InvalidInput(FaultCode.BUILD_CONTEXT_INVALID, why);
    }

    /// @return null for what has no place in a context: sockets, devices, pipes
    private static @Nullable EntryType type(FileStat stat) {
        if (stat.isDirectory()) return EntryType.DIRECTORY;
        if (stat.isSymbolicLink()) return EntryType.SYMBOLIC_LINK;
        if (!stat.isFile()) return null;
        return stat.link().isEmpty() ? EntryType.FILE : EntryType.HARD_LINK;
    }

    private static TarEntry entry(FileStat stat) {
        var time = stat.time();
        var type = Objects.requireNonNull(type(stat));
        return new TarEntry(
                type,
                raw(stat.path()),
                raw(stat.link()),
                new TarEntry.Ownership(
                        stat.permissions(), 0, 0, time.getEpochSecond(), time.getNano()),
                type == EntryType.FILE ? stat.size() : 0,
                TarEntry.Device.NONE,
                List.of(),
                TarEntry.Sparse.NOT);
    }

    private static RawText raw(String text) {
        return new RawText(
                new String(text.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        line.close();
    }
}
