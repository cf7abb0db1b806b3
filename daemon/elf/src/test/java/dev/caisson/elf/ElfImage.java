package dev.caisson.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Reads an executable as the kernel and the interpreter do, sharing nothing with the writer.
final class ElfImage {
    /// A row as it is in the file; the addresses are those of memory.
    record RawRow(
            int number,
            int loads,
            int kind,
            int result,
            int onError,
            int onZero,
            int onPositive,
            List<Integer> args) {}

    /// A PT_LOAD segment.
    record Segment(long offset, long address, long file, long memory, int flags) {
        boolean executable() {
            return (flags & 1) != 0;
        }

        boolean writable() {
            return (flags & 2) != 0;
        }

        boolean contains(long at) {
            return at >= address && at < address + memory;
        }
    }

    private final ByteBuffer file;
    private final List<Segment> segments = new ArrayList<>();
    private int stackFlags = -1;

    ElfImage(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (file.getInt(0) != 0x464c457f || file.getShort(16) != 2) {
            throw new IllegalArgumentException("no ELF executable");
        }
        int header = (int) file.getLong(32);
        for (int i = 0; i < file.getShort(56); i++, header += file.getShort(54)) {
            int flags = file.getInt(header + 4);
            switch (file.getInt(header)) {
                case 1 ->
                        segments.add(
                                new Segment(
                                        file.getLong(header + 8),
                                        file.getLong(header + 16),
                                        file.getLong(header + 32),
                                        file.getLong(header + 40),
                                        flags));
                case 0x6474e551 -> stackFlags = flags;
                default -> throw new IllegalArgumentException("unknown program header");
            }
        }
    }

    int machine() {
        return file.getShort(18);
    }

    long entry() {
        return file.getLong(24);
    }

    List<Segment> segments() {
        return segments;
    }

    boolean stackIsExecutable() {
        return (stackFlags & 1) != 0;
    }

    boolean writable(long address) {
        return segment(address).writable();
    }

    boolean executable(long address) {
        return segment(address).executable();
    }

    /// Memory as it is when the program starts.
    byte[] memory(int address, int size) {
        var segment = segment(address);
        if (size > 0 && !segment.contains(address + size - 1L)) {
            throw new IllegalArgumentException("outside of memory: " + address + "+" + size);
        }
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            long distance = address + i - segment.address();
            if (distance < segment.file()) bytes[i] = file.get((int) (segment.offset() + distance));
        }
        return bytes;
    }

    RawRow row(int address) {
        var row = ByteBuffer.wrap(memory(address, 44)).order(ByteOrder.LITTLE_ENDIAN);
        var args = new ArrayList<Integer>();
        for (int i = 0; i < 6; i++) args.add(row.getInt(20 + 4 * i));
        return new RawRow(
                row.getShort(0),
                row.get(2),
                row.get(3),
                row.getInt(4),
                row.getInt(8),
                row.getInt(12),
                row.getInt(16),
                args);
    }

    private Segment segment(long address) {
        return segments.stream()
                .filter(segment -> segment.contains(address))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not mapped: " + address));
    }
}
