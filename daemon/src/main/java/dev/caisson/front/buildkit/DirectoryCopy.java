package dev.caisson.front.buildkit;

import dev.caisson.build.FileReceiver;
import dev.caisson.build.ListedFile;
import dev.caisson.build.ListedFile.Kind;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.tar.RawText;
import java.io.EOFException;
import java.io.IOException;

/// Hears what is in a directory of the client's and asks for the content that is wanted. For one
/// thread.
final class DirectoryCopy {
    private final ReceivedFiles.Line line;
    private final FileReceiver receiver;
    private final ReceivedFiles.Count count;
    private final AskedFiles asked;
    private boolean listed;

    DirectoryCopy(ReceivedFiles.Line line, FileReceiver receiver, ReceivedFiles.Count count) {
        this.line = line;
        this.receiver = receiver;
        this.count = count;
        asked = new AskedFiles(receiver);
    }

    void run() throws IOException, InterruptedException {
        while (!listed || !asked.isEmpty()) {
            var message = line.next();
            if (message == null) throw new EOFException("the client has sent a part of its files");
            count.add(message.length);
            switch (Packet.parse(message)) {
                case Packet.Stat(var stat) when stat == null -> listed = true;
                case Packet.Stat(var stat) -> {
                    if (listed) throw refused("the client has a file more");
                    receiver.listed(listed(stat));
                }
                case Packet.Data(var id, var bytes) -> data(id, bytes);
                case Packet.Failure(var why) -> throw refused(why);
                case Packet.Request _, Packet.End _ ->
                        throw refused("the client asks, where it is to answer");
            }
            ask();
        }
        line.send(new Packet.End().toBytes());
        for (var last = line.next(); last != null; last = line.next()) {
            if (Packet.parse(last) instanceof Packet.End) break;
        }
    }

    private void data(long id, byte[] bytes) throws IOException {
        if (bytes.length > 0) asked.content(id, bytes);
        else asked.whole(id);
    }

    private void ask() throws IOException {
        for (long number : asked.next()) line.send(new Packet.Request(number).toBytes());
    }

    private static ListedFile listed(FileStat stat) {
        return new ListedFile(
                RawText.ofText(stat.path()),
                kind(stat),
                stat.permissions(),
                stat.size(),
                stat.modified(),
                0,
                RawText.ofText(stat.link()));
    }

    private static Kind kind(FileStat stat) {
        if (stat.isDirectory()) return Kind.DIRECTORY;
        if (stat.isSymbolicLink()) return Kind.LINK;
        if (!stat.isFile()) return Kind.OTHER;
        return stat.link().isEmpty() ? Kind.FILE : Kind.HARD_LINK;
    }

    private static InvalidInput refused(String why) {
        return new InvalidInput(FaultCode.BUILD_CONTEXT_INVALID, why);
    }
}
