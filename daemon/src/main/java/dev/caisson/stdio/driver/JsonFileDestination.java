package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// Docker's `json-file`: one JSON object a line, files that turn over by size.
///
/// Each message is in the files exactly once. The mark is the length of the current file at the
/// place written down; a daemon that goes on there finds behind the mark what its predecessor wrote
/// of the same messages, which are the same lines again: it leaves out as many as are whole.
final class JsonFileDestination implements LogDestination {
    private static final int BUFFERED = 64 * 1024;
    private static final byte[] LOG = ascii("{\"log\":\"");
    private static final byte[] NEWLINE = ascii("\\n");
    private static final byte[] STDOUT = ascii("\",\"stream\":\"stdout\"");
    private static final byte[] STDERR = ascii("\",\"stream\":\"stderr\"");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] END = ascii("\"}\n");
    private static final byte[] NONE = {};

    private final Path file;
    private final LogDriverSettings.JsonFile settings;
    private final byte[] attributes;
    private final Runnable turned;
    private final JsonText line = new JsonText();
    private final MessageTime time = new MessageTime();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED);
    private FileChannel channel;
    private long size;
    private long known;
    private long current;
    private Thread compressing = Thread.ofVirtual().unstarted(() -> {});

    /// @param mark of the place the messages go on from
    /// @param turned is run when a new file was begun, before anything is in it
    JsonFileDestination(
            Path file,
            LogDriverSettings.JsonFile settings,
            Map<String, String> attributes,
            Mark mark,
            Runnable turned)
            throws IOException {
        this.file = file;
        this.settings = settings;
        this.turned = turned;
        this.attributes =
                attributes.isEmpty()
                        ? NONE
                        : new JsonText().raw(",\"attrs\":").object(attributes).copy();
        channel = open();
        size = channel.size();
        cutPartialLine();
        current = inode(file);
        if (current == mark.file()) {
            known = lines(file, Math.min(mark.length(), size));
        } else {
            known = lines(file, 0);
            if (mark.file() != 0 && inode(numbered(1)) == mark.file()) {
                known += lines(numbered(1), mark.length());
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// 0 when it is not there.
    private static long inode(Path file) throws IOException {
        try {
            return (long) Files.getAttribute(file, "unix:ino");
        } catch (NoSuchFileException none) {
            return 0;
        }
    }

    /// Appends, so that a file somebody truncated goes on at its new end.
    private FileChannel open() throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    /// What a crash left of a line at the end.
    private void cutPartialLine() throws IOException {
        var bytes = ByteBuffer.allocate(BUFFERED);
        try (var reader = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long end = size; end > 0; ) {
                long begin = Math.max(0, end - BUFFERED);
                bytes.clear().limit((int) (end - begin));
                while (bytes.hasRemaining() && reader.read(bytes, begin + bytes.position()) >= 0) {
                    // until the piece is read
                }
                for (int i = bytes.position() - 1; i >= 0; i--) {
                    if (bytes.get(i) == '\n') {
                        cut(begin + i + 1);
                        return;
                    }
                }
                end = begin;
            }
        }
        cut(0);
    }

    private void cut(long end) throws IOException {
        if (end < size) channel.truncate(end);
        size = end;
    }

    private static long lines(Path file, long from) throws IOException {
        long lines = 0;
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            var bytes = new byte[BUFFERED];
            for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                for (int i = 0; i < count; i++) if (bytes[i] == '\n') lines++;
            }
        } catch (NoSuchFileException gone) {
            return 0;
        }
        return lines;
    }

    @Override
    public void message(LogMessage message) throws IOException {
        if (known > 0) {
            known--;
            return;
        }
        if (settings.maxBytes() > 0 && size + buffer.position() >= settings.maxBytes()) turn();
        write(encode(message));
    }

    private void write(JsonText text) throws IOException {
        if (text.length() > buffer.remaining()) drain();
        if (text.length() > buffer.capacity()) {
            drain(ByteBuffer.wrap(text.array(), 0, text.length()));
        } else {
            buffer.put(text.array(), 0, text.length());
        }
    }

    private JsonText encode(LogMessage message) {
        var bytes = message.bytes();
        line.clear();
        line.raw(LOG)
                .escaped(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        if (message.ended()) line.raw(NEWLINE);
        return line.raw(message.stream() == StreamKind.STDOUT ? STDOUT : STDERR)
                .raw(attributes)
                .raw(TIME)
                .raw(time.bytes(message.time()))
                .raw(END);
    }

    @Override
    public void flush() throws IOException {
        drain();
    }

    @Override
    public void skipped(long bytes) throws IOException {
        write(encode(LogDestination.note(bytes)));
    }

    @Override
    public Mark mark() {
        return new Mark(current, size);
    }

    private void drain() throws IOException {
        buffer.flip();
        try {
            drain(buffer);
        } finally {
            buffer.compact();
        }
    }

    private void drain(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) size += channel.write(bytes);
    }

    private void turn() throws IOException {
        drain();
        channel.close();
        awaitCompression();
        var suffix = settings.compress() ? ".gz" : "";
        for (int i = settings.maxFiles() - 1; i > 1; i--) {
            move(named(i - 1, suffix), named(i, suffix));
        }
        if (settings.maxFiles() > 1) {
            move(file, numbered(1));
        } else {
            Files.deleteIfExists(file);
        }
        channel = open();
        current = inode(file);
        size = 0;
        turned.run();
        if (settings.compress()) {
            compressing = Thread.ofVirtual().name("log-compression").start(this::compress);
        }
    }

    private void awaitCompression() throws IOException {
        try {
            if (compressing.getState() != Thread.State.NEW) compressing.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private void compress() {
        var packed = named(1, ".gz");
        var unfinished = named(1, ".gz.tmp");
        try {
            try (var out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
                Files.copy(numbered(1), out);
            }
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r-----"));
            Files.move(unfinished, packed, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(numbered(1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return named(number, "");
    }

    private Path named(int number, String suffix) {
        return file.resolveSibling(file.getFileName() + "." + number + suffix);
    }

    @Override
    public void close() throws IOException {
        try {
            drain();
        } finally {
            channel.close();
            awaitCompression();
        }
    }
}
