package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.http.ClientGone;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Copies the files of a tar to a directory of the client's, which asks for the content of those it
/// does not have.
final class SentFiles {
    private static final int PIECE = 32 * 1024;
    private static final int MOST = 1 << 20;

    private final ReceivedFiles.Line line;
    private final Path tar;

    SentFiles(ReceivedFiles.Line line, Path tar) {
        this.line = line;
        this.tar = tar;
    }

    /// A file and where its content is in the tar.
    private record Placed(FileStat stat, long offset) {}

    void send() throws IOException, InterruptedException {
        var files = list();
        var asked = new LinkedBlockingQueue<Packet>();
        var listener = Thread.ofVirtual().name("results").start(() -> listen(asked));
        try (var content = FileChannel.open(tar)) {
            for (var file : files) line.send(new Packet.Stat(file.stat).toBytes());
            line.send(new Packet.Stat(null).toBytes());
            while (true) {
                switch (asked.take()) {
                    case Packet.Request(var id) -> send(files, id, content);
                    case Packet.End _ -> {
                        line.send(new Packet.End().toBytes());
                        return;
                    }
                    case Packet.Failure(var why) ->
                            throw new InvalidInput(
                                    FaultCode.BUILD_PARAMETER_INVALID,
                                    "the client cannot write the result: " + why);
                    case Packet.Stat _, Packet.Data _ -> throw new ClientGone("it sends files");
                }
            }
        } finally {
            listener.interrupt();
        }
    }

    /// Reads what the client asks for while it is told what there is: each may have to wait for the
    /// other.
    private void listen(LinkedBlockingQueue<Packet> asked) {
        try {
            for (byte[] message; (message = line.next()) != null; ) {
                var packet = Packet.parse(message);
                if (asked.size() > MOST) throw new ClientGone("it asks for more than there is");
                asked.add(packet);
                if (packet instanceof Packet.End) return;
            }
            asked.add(new Packet.Failure("it ended early"));
        } catch (IOException | RuntimeException failed) {
            asked.add(new Packet.Failure(String.valueOf(failed.getMessage())));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<Placed> files, long id, FileChannel content) throws IOException {
        if (id < 0 || id >= files.size() || !files.get((int) id).stat.isFile()) {
            throw new ClientGone("it asks for a file that is not there");
        }
        var file = files.get((int) id);
        var piece = ByteBuffer.allocate(PIECE);
        for (long done = 0; done < file.stat.size(); ) {
            piece.clear().limit((int) Math.min(PIECE, file.stat.size() - done));
            if (content.read(piece, file.offset + done) <= 0) throw new ClientGone("the tar ends");
            var bytes = new byte[piece.flip().remaining()];
            piece.get(bytes);
            done += bytes.length;
            line.send(new Packet.Data(id, bytes).toBytes());
        }
        line.send(new Packet.Data(id, new byte[0]).toBytes());
    }

    // ---- what there is

    /// In the order the protocol wants: a directory before what is in it, names by their bytes.
    private List<Placed> list() throws IOException {
        var found = new HashMap<String, Placed>();
        try (var in = Files.newInputStream(tar)) {
            var reader = new TarReader(in);
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                var path = clean(entry.name().latin1());
                var placed = placed(entry, path, reader.contentOffset(), found);
                if (placed != null && !path.isEmpty()) found.put(path, placed);
                if (found.size() > MOST) {
                    throw new InvalidInput(
                            FaultCode.BUILD_PARAMETER_INVALID,
                            "the result has more than " + MOST + " files: use type=tar");
                }
            }
        }
        var all = new ArrayList<>(found.values());
        all.sort(Comparator.comparing(placed -> placed.stat.path().replace('/', '\0')));
        return all;
    }

    private static @Nullable Placed placed(
            TarEntry entry, String path, long offset, Map<String, Placed> before) {
        return switch (entry.type()) {
            case DIRECTORY -> new Placed(stat(entry, path, FileStat.DIRECTORY, ""), 0);
            case FILE -> new Placed(stat(entry, path, 0, ""), offset);
            case SYMBOLIC_LINK ->
                    new Placed(
                            stat(
                                    entry,
                                    path,
                                    FileStat.SYMBOLIC_LINK,
                                    new String(entry.link().bytes(), UTF_8)),
                            0);
            case HARD_LINK -> {
                // In the order of names the link may come first: it is a file of its own there.
                var target = before.get(clean(entry.link().latin1()));
                yield target == null ? null : new Placed(target.stat.at(utf8(path)), target.offset);
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> null;
        };
    }

    private static FileStat stat(TarEntry entry, String path, long kind, String link) {
        var owner = entry.ownership();
        return new FileStat(
                utf8(path),
                kind | FileStat.goBits(owner.mode()),
                owner.uid(),
                owner.gid(),
                entry.type() == TarEntry.EntryType.FILE ? entry.size() : 0,
                owner.mtimeSeconds() * 1_000_000_000L + owner.mtimeNanos(),
                link);
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), UTF_8);
    }

    private static String clean(String name) {
        return String.join("/", dev.caisson.value.PathParts.of(name));
    }
}
