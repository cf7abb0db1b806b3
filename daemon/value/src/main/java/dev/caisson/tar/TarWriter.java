package dev.caisson.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;

/// Writes a tar: ustar headers, and a PAX header before an entry that does not fit in one. Names
/// and attributes go out as the bytes they are.
///
/// After the header of a file exactly its size follows by [#content]. For one thread. Formats:
/// POSIX.1-2024 pax; `SCHILY.xattr` as GNU tar, star and Go write it.
public final class TarWriter implements AutoCloseable {
    private static final int NAME = 100;
    private static final int SMALL = 07777777;
    private static final long LARGE = 077777777777L;
    private static final byte[] ZEROS = new byte[TarInput.BLOCK];

    private final OutputStream out;
    private long missing;
    private int padding;

    /// @param out closed with this, after the end of the archive was written
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /// Begins an entry; sparse files are written as plain ones.
    public void begin(TarEntry entry) throws IOException {
        if (missing != 0) throw new IOException("the file before has " + missing + " bytes less");
        var extended = extended(entry);
        if (extended.length > 0) {
            header(
                    'x',
                    new RawText("PaxHeaders.0/entry"),
                    new RawText(""),
                    extended.length,
                    new TarEntry.Ownership(0644, 0, 0, 0, 0),
                    TarEntry.Device.NONE);
            out.write(extended);
            pad(extended.length);
        }
        boolean file = entry.type() == TarEntry.EntryType.FILE;
        long size = file ? entry.size() : 0;
        header(
                type(entry.type()),
                name(entry),
                entry.link(),
                size,
                entry.ownership(),
                entry.device());
        missing = size;
        padding = (int) (-size & TarInput.BLOCK - 1);
    }

    /// A whole file of nobody's time: owned by root, changed at the epoch.
    ///
    /// @param mode the twelve permission bits
    public void file(RawText name, int mode, byte[] content) throws IOException {
        begin(TarEntry.plain(TarEntry.EntryType.FILE, name, mode, content.length));
        content(content, 0, content.length);
    }

    /// The next part of the current file.
    public void content(byte[] bytes, int from, int length) throws IOException {
        if (length > missing) throw new IOException("the file has more bytes than was said");
        out.write(bytes, from, length);
        missing -= length;
        if (missing == 0 && length > 0) out.write(ZEROS, 0, padding);
    }

    /// Ends the archive and closes the stream.
    @Override
    public void close() throws IOException {
        try (out) {
            out.write(ZEROS);
            out.write(ZEROS);
        }
    }

    private static RawText name(TarEntry entry) {
        var name = entry.name().latin1();
        boolean slash = entry.type() == TarEntry.EntryType.DIRECTORY && !name.endsWith("/");
        return slash ? new RawText(name + "/") : entry.name();
    }

    private byte[] extended(TarEntry entry) {
        var records = new ByteArrayOutputStream();
        var name = name(entry);
        var owner = entry.ownership();
        if (name.latin1().length() > NAME) record(records, "path", name.bytes());
        if (entry.link().latin1().length() > NAME) {
            record(records, "linkpath", entry.link().bytes());
        }
        if (entry.size() > LARGE) record(records, "size", ascii(entry.size()));
        if (owner.uid() > SMALL) record(records, "uid", ascii(owner.uid()));
        if (owner.gid() > SMALL) record(records, "gid", ascii(owner.gid()));
        long seconds = owner.mtimeSeconds();
        if (seconds < 0 || seconds > LARGE || owner.mtimeNanos() != 0) {
            record(records, "mtime", time(seconds, owner.mtimeNanos()));
        }
        for (var xattr : entry.xattrs()) {
            var value = new byte[xattr.value().remaining()];
            xattr.value().duplicate().get(value);
            record(records, "SCHILY.xattr." + xattr.name(), value);
        }
        return records.toByteArray();
    }

    /// `SECONDS[.FRACTION]`, where a time before 1970 counts from its end.
    private static byte[] time(long seconds, int nanos) {
        if (nanos == 0) return ascii(seconds);
        boolean before = seconds < 0;
        long whole = before ? -(seconds + 1) : seconds;
        int left = before ? 1_000_000_000 - nanos : nanos;
        var fraction = Integer.toString(1_000_000_000 + left).substring(1);
        var text = (before ? "-" : "") + whole + "." + fraction.replaceAll("0+$", "");
        return text.getBytes(US_ASCII);
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }

    /// `length key=value\n`, where the length counts itself.
    private static void record(ByteArrayOutputStream records, String key, byte[] value) {
        var middle = (" " + key + "=").getBytes(ISO_8859_1);
        int rest = middle.length + value.length + 1;
        int length = rest + Integer.toString(rest).length();
        if (rest + Integer.toString(length).length() > length) length++;
        records.writeBytes(Integer.toString(length).getBytes(US_ASCII));
        records.writeBytes(middle);
        records.writeBytes(value);
        records.write('\n');
    }

    private void header(
            char type,
            RawText name,
            RawText link,
            long size,
            TarEntry.Ownership owner,
            TarEntry.Device device)
            throws IOException {
        var block = new byte[TarInput.BLOCK];
        text(block, 0, name);
        octal(block, 100, 8, owner.mode());
        octal(block, 108, 8, owner.uid() > SMALL ? 0 : owner.uid());
        octal(block, 116, 8, owner.gid() > SMALL ? 0 : owner.gid());
        octal(block, 124, 12, size > LARGE ? 0 : size);
        long time = owner.mtimeSeconds();
        octal(block, 136, 12, time < 0 || time > LARGE ? 0 : time);
        block[156] = (byte) type;
        text(block, 157, link);
        System.arraycopy("ustar\00000".getBytes(US_ASCII), 0, block, 257, 8);
        octal(block, 329, 8, device.major());
        octal(block, 337, 8, device.minor());
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : block) sum += each & 0xff;
        var checksum = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(US_ASCII);
        System.arraycopy(checksum, 0, block, 148, checksum.length);
        out.write(block);
    }

    private static void text(byte[] block, int at, RawText text) {
        var bytes = text.bytes();
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, NAME));
    }

    private static void octal(byte[] block, int at, int length, long value) {
        var digits = Long.toOctalString(value);
        Arrays.fill(block, at, at + length - 1, (byte) '0');
        System.arraycopy(
                digits.getBytes(US_ASCII),
                0,
                block,
                at + length - 1 - digits.length(),
                digits.length());
    }

    private void pad(long size) throws IOException {
        out.write(ZEROS, 0, (int) (-size & TarInput.BLOCK - 1));
    }

    private static char type(TarEntry.EntryType type) {
        return switch (type) {
            case FILE -> '0';
            case HARD_LINK -> '1';
            case SYMBOLIC_LINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
        };
    }
}
