package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caisson.build.ListedFile;
import dev.caisson.build.ListedFile.Kind;
import dev.caisson.tar.RawText;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of a kept context in a file, in the order of their paths, each with the digest of its
/// content. The file may be long: of it only a path now and then is held in memory.
///
/// Paths are ordered as a walk goes: by bytes, but what is in a directory comes right behind it.
final class ContextIndex {
    static final int DIGEST = 32;
    private static final int FIXED = 1 + 2 + 8 + 8 + 8 + DIGEST;
    private static final int BUFFER = 1 << 16;
    private static final int EACH = 128;

    private final Path file;
    private final List<Mark> marks;

    /// @param position of the record in the file
    private record Mark(String path, long position) {}

    private ContextIndex(Path file, List<Mark> marks) {
        this.file = file;
        this.marks = marks;
    }

    /// It is not what was written.
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1;

        Damaged() {
            super("the index of a context is damaged");
        }
    }

    /// One file.
    ///
    /// @param isComing its content is not there yet
    /// @param digest SHA-256 of the content; zeros for what has none
    @SuppressWarnings("ArrayRecordComponent") // nobody changes it
    record Item(ListedFile file, boolean isComing, byte[] digest) {
        static final byte[] NONE = new byte[DIGEST];

        String path() {
            return file.path().latin1();
        }

        private byte[] fixed() {
            return ByteBuffer.allocate(FIXED)
                    .put((byte) (letter(file.kind()) | (isComing ? 0x80 : 0)))
                    .putShort((short) file.permissions())
                    .putLong(file.size())
                    .putLong(file.modified())
                    .putLong(file.changed())
                    .put(digest)
                    .array();
        }

        private static char letter(Kind kind) {
            return switch (kind) {
                case FILE -> 'f';
                case DIRECTORY -> 'd';
                case LINK -> 'l';
                case HARD_LINK -> 'h';
                case OTHER -> throw new IllegalStateException("it is not kept");
            };
        }

        private static Kind kind(int letter) throws IOException {
            return switch (letter) {
                case 'f' -> Kind.FILE;
                case 'd' -> Kind.DIRECTORY;
                case 'l' -> Kind.LINK;
                case 'h' -> Kind.HARD_LINK;
                default -> throw new Damaged();
            };
        }

        byte[] bytes() {
            var path = file.path().bytes();
            var link = file.link().bytes();
            return ByteBuffer.allocate(4 + path.length + link.length + FIXED)
                    .putShort((short) path.length)
                    .putShort((short) link.length)
                    .put(path)
                    .put(link)
                    .put(fixed())
                    .array();
        }

        private int fixedFrom() {
            return 4 + path().length() + file.link().latin1().length();
        }
    }

    /// Which of two paths a walk comes to first.
    static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            int a = rank(one.charAt(i));
            int b = rank(other.charAt(i));
            if (a != b) return a - b;
        }
        return one.length() - other.length();
    }

    private static int rank(char one) {
        return one == '/' ? 0 : one;
    }

    static boolean isBeneath(String path, String directory) {
        return directory.isEmpty()
                || path.length() > directory.length()
                        && path.startsWith(directory)
                        && path.charAt(directory.length()) == '/';
    }

    /// Goes through the items of a file.
    static final class Reader implements AutoCloseable {
        private final FileInputStream file;
        private final DataInputStream in;
        private long position;
        private long at;

        /// @param from where an item begins
        Reader(Path path, long from) throws IOException {
            file = new FileInputStream(path.toFile());
            file.skipNBytes(from);
            in = new DataInputStream(new BufferedInputStream(file, BUFFER));
            position = from;
        }

        /// The line at the beginning.
        static String header(Path path) throws IOException {
            try (var reader = new Reader(path, 0)) {
                return reader.header();
            }
        }

        /// At the first item.
        static Reader first(Path path) throws IOException {
            var reader = new Reader(path, 0);
            var _ = reader.header();
            return reader;
        }

        private String header() throws IOException {
            var line = new byte[in.readUnsignedShort()];
            in.readFully(line);
            position += 2 + line.length;
            return new String(line, ISO_8859_1);
        }

        /// @return null at the end
        @Nullable Item next() throws IOException {
            at = position;
            int pathLength;
            try {
                pathLength = in.readUnsignedShort();
            } catch (EOFException end) {
                return null;
            }
            try {
                return item(pathLength);
            } catch (EOFException cut) {
                throw new Damaged();
            }
        }

        private Item item(int pathLength) throws IOException {
            int linkLength = in.readUnsignedShort();
            var path = text(pathLength);
            var link = text(linkLength);
            int kind = in.readUnsignedByte();
            int permissions = in.readUnsignedShort();
            long size = in.readLong();
            long modified = in.readLong();
            long changed = in.readLong();
            var digest = new byte[DIGEST];
            in.readFully(digest);
            position += 4 + pathLength + linkLength + FIXED;
            var listed =
                    new ListedFile(
                            path,
                            Item.kind(kind & 0x7f),
                            permissions,
                            size,
                            modified,
                            changed,
                            link);
            return new Item(listed, (kind & 0x80) != 0, digest);
        }

        private RawText text(int length) throws IOException {
            var bytes = new byte[length];
            in.readFully(bytes);
            return new RawText(new String(bytes, ISO_8859_1));
        }

        /// Where the last item began.
        long at() {
            return at;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /// Writes a file of items, in their order.
    static final class Writer implements AutoCloseable {
        private final Path path;
        private final java.io.RandomAccessFile file;
        private final ByteBuffer waiting = ByteBuffer.allocate(BUFFER);
        private final List<Mark> marks = new ArrayList<>();
        private long written;
        private long count;

        Writer(Path path, String header) throws IOException {
            this.path = path;
            // Interrupting its thread does not close it, as it would a channel.
            file = new java.io.RandomAccessFile(path.toFile(), "rw");
            file.setLength(0);
            waiting.putShort((short) header.length()).put(header.getBytes(ISO_8859_1));
        }

        /// @return where it begins
        long add(Item item) throws IOException {
            var bytes = item.bytes();
            if (bytes.length > waiting.remaining()) flush();
            long position = written + waiting.position();
            if (count++ % EACH == 0) marks.add(new Mark(item.path(), position));
            waiting.put(bytes);
            return position;
        }

        /// Replaces what is known of a file that was added.
        void change(long position, Item item) throws IOException {
            long place = position + item.fixedFrom();
            if (place + FIXED > written) flush();
            file.seek(place);
            file.write(item.fixed());
        }

        /// Whoever reads the file finds what was added up to this position.
        void flush(long position) throws IOException {
            if (position >= written) flush();
        }

        private void flush() throws IOException {
            file.seek(written);
            file.write(waiting.array(), 0, waiting.position());
            written += waiting.position();
            waiting.clear();
        }

        /// What was written so far, under the name the file will have.
        ContextIndex index(Path name) throws IOException {
            flush();
            return new ContextIndex(name, List.copyOf(marks));
        }

        Path path() {
            return path;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /// Hears of items.
    @FunctionalInterface
    interface Visitor {
        void at(Item item);
    }

    Optional<Item> find(String path) {
        try (var reader = from(path)) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                int order = compare(item.path(), path);
                if (order == 0) return Optional.of(item);
                if (order > 0) break;
            }
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Everything beneath a directory, in order.
    ///
    /// @param directory empty for all
    void beneath(String directory, Visitor visitor) {
        try (var reader = from(directory)) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (isBeneath(item.path(), directory)) visitor.at(item);
                else if (compare(item.path(), directory) > 0) break;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// At or before the item of a path.
    private Reader from(String path) throws IOException {
        int low = 0;
        int high = marks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (compare(marks.get(middle).path(), path) <= 0) low = middle;
            else high = middle - 1;
        }
        if (marks.isEmpty()) return Reader.first(file);
        return new Reader(file, marks.get(low).position());
    }
}
