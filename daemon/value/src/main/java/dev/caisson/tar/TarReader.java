package dev.caisson.tar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisson.tar.TarEntry.Device;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarEntry.Ownership;
import dev.caisson.tar.TarEntry.Part;
import dev.caisson.tar.TarEntry.Sparse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the entries of a tar one after the other, in memory that does not grow with the archive.
///
/// [#next] gives the header of an entry, then its content may be read once with [#content]; what
/// was not read is skipped. For one thread. Does not close the stream.
public final class TarReader {
    /// No name, link or set of extended headers may be larger; Linux names end at 4096 bytes and
    /// attributes at 64 KiB each.
    static final int META_LIMIT = 1 << 20;

    /// How many parts a sparse file may have.
    static final int PARTS_LIMIT = 1 << 17;

    private static final long ID_LIMIT = 0xffff_fffeL;

    /// Takes the content of a file, part by part, in order.
    @FunctionalInterface
    public interface Sink {
        /// @param offset in the file
        /// @param buffer only valid during the call
        void write(long offset, byte[] buffer, int from, int length) throws IOException;
    }

    private final TarInput in;
    private PaxHeader global = PaxHeader.none();
    private @Nullable TarEntry current;
    private long unread;
    private int padding;

    public TarReader(InputStream in) {
        this.in = new TarInput(in);
    }

    /// Goes to the next entry.
    ///
    /// @return null at the end of the archive; the stream is then at its end as well
    /// @throws TarDamaged when this is no tar, or not all of one
    public @Nullable TarEntry next() throws IOException {
        finishEntry();
        var pax = global;
        RawText longName = null;
        RawText longLink = null;
        while (true) {
            int at = in.block();
            if (at < 0) return end();
            var header = new HeaderBlock(in.buffer(), at);
            if (header.isZero()) {
                in.drain();
                return end();
            }
            header.verifyChecksum();
            switch (header.type()) {
                case 'x', 'X' -> pax = pax.with(meta(header.size()));
                case 'g' -> {
                    global = global.with(meta(header.size()));
                    pax = global;
                }
                case 'L' -> longName = name(meta(header.size()));
                case 'K' -> longLink = name(meta(header.size()));
                default -> {
                    var entry = entry(header, pax, longName, longLink);
                    current = entry;
                    return entry;
                }
            }
        }
    }

    /// Where in the archive the content of the current file begins.
    public long contentOffset() {
        return in.taken();
    }

    /// Hands out the content of the current file, holes left out. May be called once an entry.
    public void content(Sink sink) throws IOException {
        var entry = Objects.requireNonNull(current, "no entry");
        if (entry.sparse().isSparse()) {
            for (var part : entry.sparse().parts()) {
                copy(part.offset(), part.length(), sink);
            }
        } else {
            copy(0, entry.size(), sink);
        }
    }

    private void copy(long offset, long length, Sink sink) throws IOException {
        for (long done = 0; done < length; ) {
            int count = in.some(length - done);
            sink.write(offset + done, in.buffer(), in.position() - count, count);
            done += count;
            unread -= count;
        }
    }

    private @Nullable TarEntry end() {
        current = null;
        return null;
    }

    private void finishEntry() throws IOException {
        in.skip(unread);
        in.skipFilling(padding);
        unread = 0;
        padding = 0;
    }

    private void body(long stored) throws TarDamaged {
        if (stored < 0) throw new TarDamaged("a size is negative");
        unread = stored;
        padding = (int) (-stored & (TarInput.BLOCK - 1));
    }

    private byte[] meta(long size) throws IOException {
        if (size < 0 || size > META_LIMIT) {
            throw new TarDamaged("an extended header has " + size + " bytes");
        }
        body(size);
        var content = new byte[(int) size];
        copy(0, size, (at, buf, from, n) -> System.arraycopy(buf, from, content, (int) at, n));
        finishEntry();
        return content;
    }

    private static RawText name(byte[] content) {
        int end = 0;
        while (end < content.length && content[end] != 0) end++;
        return RawText.of(content, 0, end);
    }

    private TarEntry entry(
            HeaderBlock header,
            PaxHeader pax,
            @Nullable RawText longName,
            @Nullable RawText longLink)
            throws IOException {
        char flag = header.type();
        var name = either(pax.text("GNU.sparse.name"), pax.text("path"), longName, header.name());
        var link = either(null, pax.text("linkpath"), longLink, header.link());
        var type = type(flag, name);
        // Header fields below must be read before the buffer moves on.
        var ownership = ownership(header, pax);
        boolean isDevice = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        var device =
                isDevice ? new Device(header.deviceMajor(), header.deviceMinor()) : Device.NONE;
        long size = type == EntryType.FILE ? pax.number("size", header.size()) : 0;
        long realSize = type == EntryType.FILE ? realSize(flag, header, pax, size) : 0;
        body(size);
        var sparse = type == EntryType.FILE ? sparse(flag, header, pax) : Sparse.NOT;
        if (sparse.isSparse()) {
            size = realSize;
            check(sparse, size, unread);
        }
        boolean linked = type == EntryType.HARD_LINK || type == EntryType.SYMBOLIC_LINK;
        return new TarEntry(
                type,
                name,
                linked ? link : new RawText(""),
                ownership,
                size,
                device,
                pax.xattrs(),
                sparse);
    }

    private static RawText either(
            @Nullable RawText first,
            @Nullable RawText second,
            @Nullable RawText third,
            RawText last) {
        if (first != null) return first;
        if (second != null) return second;
        return third != null ? third : last;
    }

    private static EntryType type(char flag, RawText name) throws TarDamaged {
        return switch (flag) {
            // V7 had no directories, only names with a slash at their end.
            case 0, '0', '7' -> name.latin1().endsWith("/") ? EntryType.DIRECTORY : EntryType.FILE;
            case 'S' -> EntryType.FILE;
            case '1' -> EntryType.HARD_LINK;
            case '2' -> EntryType.SYMBOLIC_LINK;
            case '3' -> EntryType.CHARACTER_DEVICE;
            case '4' -> EntryType.BLOCK_DEVICE;
            case '5' -> EntryType.DIRECTORY;
            case '6' -> EntryType.FIFO;
            default ->
                    throw new TarDamaged(
                            "\"" + name + "\" is of unknown type 0x" + Integer.toHexString(flag));
        };
    }

    private static Ownership ownership(HeaderBlock header, PaxHeader pax) throws TarDamaged {
        long uid = pax.number("uid", header.uid());
        long gid = pax.number("gid", header.gid());
        if (uid < 0 || uid > ID_LIMIT || gid < 0 || gid > ID_LIMIT) {
            throw new TarDamaged("an owner is not a number below 2^32 - 1");
        }
        if (!pax.has("mtime")) return new Ownership(header.mode(), uid, gid, header.mtime(), 0);
        var time = pax.time("mtime");
        return new Ownership(header.mode(), uid, gid, time[0], (int) time[1]);
    }

    private Sparse sparse(char flag, HeaderBlock header, PaxHeader pax) throws IOException {
        if (flag == 'S') return new Sparse(true, oldGnuMap(header));
        if (pax.number("GNU.sparse.major", 0) == 1) return new Sparse(true, mapBeforeContent());
        var map = pax.sparseMap(PARTS_LIMIT);
        if (map != null) return new Sparse(true, map);
        return pax.has("GNU.sparse.size") && pax.number("GNU.sparse.numblocks", 1) == 0
                ? new Sparse(true, List.of())
                : Sparse.NOT;
    }

    private static long realSize(char flag, HeaderBlock header, PaxHeader pax, long stored)
            throws TarDamaged {
        if (flag == 'S') return header.realSize();
        return pax.number("GNU.sparse.realsize", pax.number("GNU.sparse.size", stored));
    }

    // The map of GNU's own format: four parts in the header, more in blocks that follow.
    private List<Part> oldGnuMap(HeaderBlock header) throws IOException {
        var parts = new ArrayList<Part>();
        boolean more = header.sparseParts(parts);
        while (more) {
            if (parts.size() > PARTS_LIMIT)
                throw new TarDamaged("a sparse file has too many parts");
            int at = in.block();
            if (at < 0) throw new TarDamaged("it ends in the middle of a sparse file");
            more = new HeaderBlock(in.buffer(), at).moreSparseParts(parts);
        }
        return parts;
    }

    // PAX sparse 1.0: decimal numbers, one a line, in whole blocks in front of the content.
    private List<Part> mapBeforeContent() throws IOException {
        var numbers = new MapNumbers();
        long count = numbers.next();
        if (count > PARTS_LIMIT) throw new TarDamaged("a sparse file has too many parts");
        var parts = new ArrayList<Part>();
        for (long i = 0; i < count; i++) parts.add(new Part(numbers.next(), numbers.next()));
        return parts;
    }

    private final class MapNumbers {
        private byte[] block = new byte[0];
        private int at;

        long next() throws IOException {
            var digits = new byte[20];
            int length = 0;
            while (true) {
                if (at == block.length) refill();
                byte digit = block[at++];
                if (digit == '\n') break;
                if (digit < '0' || digit > '9' || length == 18) {
                    throw new TarDamaged("the map of a sparse file is damaged");
                }
                digits[length++] = digit;
            }
            if (length == 0) throw new TarDamaged("the map of a sparse file is damaged");
            return Long.parseLong(new String(digits, 0, length, US_ASCII));
        }

        private void refill() throws IOException {
            if (unread < TarInput.BLOCK) throw new TarDamaged("a sparse file has no map");
            int from = in.block();
            if (from < 0) throw new TarDamaged("it ends in the middle of a sparse file");
            unread -= TarInput.BLOCK;
            block = Arrays.copyOfRange(in.buffer(), from, from + TarInput.BLOCK);
            at = 0;
        }
    }

    private static void check(Sparse sparse, long size, long stored) throws TarDamaged {
        long at = 0;
        for (var part : sparse.parts()) {
            boolean fits =
                    part.offset() >= at
                            && part.length() >= 0
                            && part.offset() <= size
                            && part.length() <= size - part.offset();
            if (!fits) throw new TarDamaged("the map of a sparse file is damaged");
            at = part.offset() + part.length();
        }
        if (size < 0 || sparse.stored() > stored) {
            throw new TarDamaged("the map of a sparse file is damaged");
        }
    }
}
