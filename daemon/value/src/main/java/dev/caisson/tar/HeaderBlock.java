package dev.caisson.tar;

import dev.caisson.tar.TarEntry.Part;
import java.util.List;

/// The fields of one 512-byte header. Offsets: POSIX.1-2024 pax, "ustar Header Block"; GNU's
/// differ only from 345 on.
final class HeaderBlock {
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;

    private final byte[] bytes;
    private final int at;

    HeaderBlock(byte[] buffer, int at) {
        this.bytes = buffer;
        this.at = at;
    }

    boolean isZero() {
        for (int i = 0; i < TarInput.BLOCK; i++) {
            if (bytes[at + i] != 0) return false;
        }
        return true;
    }

    void verifyChecksum() throws TarDamaged {
        long stored = number(CHECKSUM, 8, "checksum");
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < TarInput.BLOCK; i++) {
            byte value = i >= CHECKSUM && i < CHECKSUM_END ? (byte) ' ' : bytes[at + i];
            unsigned += value & 0xff;
            signed += value;
        }
        // Some old writers summed signed characters.
        if (stored != unsigned && stored != signed) throw new TarDamaged("a header is damaged");
    }

    char type() {
        return (char) (bytes[at + 156] & 0xff);
    }

    RawText name() {
        var name = text(0, 100);
        if (!isUstar() || bytes[at + PREFIX] == 0) return name;
        return new RawText(text(PREFIX, 155).latin1() + "/" + name.latin1());
    }

    RawText link() {
        return text(157, 100);
    }

    int mode() throws TarDamaged {
        return (int) (number(100, 8, "mode") & 07777);
    }

    long uid() throws TarDamaged {
        return number(108, 8, "uid");
    }

    long gid() throws TarDamaged {
        return number(116, 8, "gid");
    }

    long size() throws TarDamaged {
        return number(124, 12, "size");
    }

    long mtime() throws TarDamaged {
        return number(136, 12, "mtime");
    }

    int deviceMajor() throws TarDamaged {
        return deviceNumber(329);
    }

    int deviceMinor() throws TarDamaged {
        return deviceNumber(337);
    }

    private int deviceNumber(int offset) throws TarDamaged {
        long number = number(offset, 8, "device number");
        if (number < 0 || number > Integer.MAX_VALUE) throw new TarDamaged("a device number");
        return (int) number;
    }

    // Both "ustar\0" and GNU's "ustar " have device numbers; only the first has a prefix.
    private boolean isUstar() {
        return bytes[at + MAGIC] == 'u' && bytes[at + MAGIC + 5] == 0;
    }

    RawText text(int offset, int length) {
        int from = at + offset;
        int to = from;
        while (to < from + length && bytes[to] != 0) to++;
        return RawText.of(bytes, from, to);
    }

    /// An octal number, or GNU's base-256 one when the first bit is set.
    long number(int offset, int length, String what) throws TarDamaged {
        int from = at + offset;
        int to = from + length;
        return (bytes[from] & 0x80) != 0 ? binary(from, to, what) : octal(from, to, what);
    }

    private long binary(int from, int to, String what) throws TarDamaged {
        boolean negative = (bytes[from] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = from; i < to; i++) {
            int digit = i == from ? (bytes[i] & 0x3f) | (negative ? 0xc0 : 0) : bytes[i] & 0xff;
            long high = value >> 55;
            if (high != 0 && high != -1) throw new TarDamaged("a " + what + " is too large");
            value = value << 8 | digit;
        }
        return value;
    }

    private long octal(int from, int to, String what) throws TarDamaged {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == 0)) i++;
        long value = 0;
        for (; i < to && bytes[i] != ' ' && bytes[i] != 0; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 7) throw new TarDamaged("a " + what + " is not a number");
            value = value << 3 | digit;
        }
        return value;
    }

    /// The size of a sparse file of GNU's own format, holes included.
    long realSize() throws TarDamaged {
        return number(483, 12, "size");
    }

    /// Adds the parts of a sparse file that the header names.
    ///
    /// @return true when blocks with more of them follow
    boolean sparseParts(List<Part> parts) throws TarDamaged {
        return parts(386, 4, parts);
    }

    /// As [#sparseParts], for a block that follows the header.
    boolean moreSparseParts(List<Part> parts) throws TarDamaged {
        return parts(0, 21, parts);
    }

    private boolean parts(int offset, int count, List<Part> parts) throws TarDamaged {
        for (int i = 0; i < count; i++) {
            int part = offset + i * 24;
            if (bytes[at + part] == 0) break;
            parts.add(new Part(number(part, 12, "offset"), number(part + 12, 12, "length")));
        }
        return bytes[at + offset + count * 24] != 0;
    }
}
