package dev.caisson.front.docker;

import dev.caisson.build.FileReceiver;
import dev.caisson.build.ListedFile;
import dev.caisson.build.ListedFile.Kind;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.buildkit.AskedFiles;
import dev.caisson.tar.RawText;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A directory of the client's in the body of `POST /build`: what is in it, and the content of
/// those files that lines of the answer ask for ([dev.caisson.wire.BuildNews]) while the body goes
/// on.
///
/// The body begins with the length of the Dockerfile and the Dockerfile. Records follow: a letter,
/// and
///
/// - `f`, `d`, `l`: a file, a directory, a link of the directory, in the order of a walk: the
///   twelve bits of its permissions (2 bytes), its size, when it was modified, when it was changed
///   (8 bytes each), its path, where it leads (each with 2 bytes of length before it);
/// - `e`: that was the last of them;
/// - `c`: content: the number of the file (8 bytes), how many bytes come, these bytes. None are its
///   end.
///
/// All numbers have their highest byte first; lengths without another size are 4 bytes. The body
/// goes on behind the last content with whatever else comes with the request.
final class ToldDirectory {
    private static final int DOCKERFILE_LIMIT = 8 << 20;
    private static final int LARGEST_PIECE = 1 << 20;
    private static final int BUFFER = 1 << 16;

    private final String key;
    private final DataInputStream body;
    private final String dockerfile;
    private boolean used;

    private ToldDirectory(String key, DataInputStream body, String dockerfile) {
        this.key = key;
        this.body = body;
        this.dockerfile = dockerfile;
    }

    /// Reads the Dockerfile.
    ///
    /// @param key by which the directory is known in the client's next build
    static ToldDirectory read(String key, InputStream body) {
        try {
            var in = new DataInputStream(new BufferedInputStream(body, BUFFER));
            int length = in.readInt();
            if (length < 0 || length > DOCKERFILE_LIMIT) {
                throw refused("a Dockerfile of " + length + " bytes");
            }
            var text = in.readNBytes(length);
            if (text.length < length) throw new EOFException();
            return new ToldDirectory(key, in, new String(text, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new InvalidInput(
                    broken, FaultCode.BUILD_CONTEXT_INVALID, "the Dockerfile was cut off");
        }
    }

    String key() {
        return key;
    }

    String dockerfile() {
        return dockerfile;
    }

    /// The body behind what was read of it.
    InputStream rest() {
        return body;
    }

    /// Asks the client for the content of files; for none when there is nothing more to ask for.
    @FunctionalInterface
    interface Asking {
        void ask(List<Long> numbers) throws IOException;
    }

    /// Hears what is in it and gets what is wanted. It is told once.
    void copy(FileReceiver receiver, Asking client) throws IOException {
        if (used) throw refused("what was kept of it was damaged and is removed: build again");
        used = true;
        var asked = new AskedFiles(receiver);
        boolean listed = false;
        while (!listed || !asked.isEmpty()) {
            char record = (char) body.readUnsignedByte();
            switch (record) {
                case 'f', 'd', 'l' -> {
                    if (listed) throw refused("the client has a file more");
                    receiver.listed(file(record));
                }
                case 'e' -> listed = true;
                case 'c' -> content(asked);
                default -> throw refused("a record of an unknown kind");
            }
            var next = asked.next();
            if (!next.isEmpty()) client.ask(next);
        }
        client.ask(List.of());
    }

    private ListedFile file(char letter) throws IOException {
        int permissions = body.readUnsignedShort() & 07777;
        long size = body.readLong();
        long modified = body.readLong();
        long changed = body.readLong();
        var path = text();
        return new ListedFile(path, kind(letter), permissions, size, modified, changed, text());
    }

    private static Kind kind(char letter) {
        return switch (letter) {
            case 'd' -> Kind.DIRECTORY;
            case 'l' -> Kind.LINK;
            default -> Kind.FILE;
        };
    }

    private RawText text() throws IOException {
        return new RawText(
                new String(bytes(body.readUnsignedShort()), StandardCharsets.ISO_8859_1));
    }

    private void content(AskedFiles asked) throws IOException {
        long number = body.readLong();
        int length = body.readInt();
        if (length < 0 || length > LARGEST_PIECE) throw refused("a piece of " + length + " bytes");
        if (length == 0) asked.whole(number);
        else asked.content(number, bytes(length));
    }

    private byte[] bytes(int length) throws IOException {
        var bytes = new byte[length];
        body.readFully(bytes);
        return bytes;
    }

    private static InvalidInput refused(String why) {
        return new InvalidInput(FaultCode.BUILD_CONTEXT_INVALID, why);
    }
}
