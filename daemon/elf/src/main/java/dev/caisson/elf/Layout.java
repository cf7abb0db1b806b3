package dev.caisson.elf;

import java.util.List;

/// Where everything of a program is, in the file and in memory.
///
/// ```
/// file     memory
/// 0        TEXT              ELF header, program headers
///                            interpreter
///                            rows
///                            read-only words and bytes, then strings         R+X
/// data     next SEGMENT + …  CURRENT, LAST, other variables
/// (end)                      cells, then blocks by order of size             R+W
/// ```
///
/// The first file byte of the second segment follows the last of the first, in the same file page,
/// so a small program is two or three pages in all. What is written together (the report, the
/// variables, the cells) is side by side in one page; what is only read is never in a page that
/// gets dirty. Blocks of a page or more begin a page, so that one that was used can be given back
/// with madvise.
///
/// @param addresses of the data, by their index
@SuppressWarnings("ArrayRecordComponent") // on the path of each start; never compared
record Layout(
        int code,
        int table,
        int data,
        int dataOffset,
        int fileBytes,
        int memoryEnd,
        int[] addresses) {
    static final int ROW_BYTES = 44;

    /// Where the first segment is loaded: above any `vm.mmap_min_addr`, below 2³¹ with all the rest
    /// so that an address fits a row's argument, sign-extended or not.
    static final int TEXT = 0x400000;

    /// Segments are aligned for the largest pages of either machine.
    static final int SEGMENT = 0x10000;

    static final int PAGE = 4096;

    /// Blocks below this size are put together with the cells.
    private static final int SMALL = 256;

    static final int HEADERS = 64 + 3 * 56;
    static final int MAX_BYTES = 64 << 20;

    static Layout of(Machine machine, int rows, List<Datum> data) {
        var addresses = new int[data.size()];
        int code = TEXT + HEADERS;
        var here = new Pointer(code);
        here.skip(Interpreter.size(machine));
        int table = here.take(rows * ROW_BYTES, 8);
        for (var datum : data) {
            boolean aligned =
                    switch (datum.content()) {
                        case Datum.Content.Blob _ -> true;
                        case Datum.Content.Words(_, var writable) -> !writable;
                        case Datum.Content.Text _, Datum.Content.Zeros _ -> false;
                    };
            if (aligned) addresses[datum.index()] = here.take(datum.size(), 8);
        }
        for (var datum : data) {
            if (datum.content() instanceof Datum.Content.Text) {
                addresses[datum.index()] = here.take(datum.size(), 1);
            }
        }
        here.take(0, 8);
        int dataOffset = here.value - TEXT;
        here.take(0, SEGMENT);
        here.skip(dataOffset % SEGMENT);
        int start = here.value;
        for (var datum : data) {
            if (datum.content() instanceof Datum.Content.Words(_, var writable) && writable) {
                addresses[datum.index()] = here.take(datum.size(), 8);
            }
        }
        int fileBytes = dataOffset + here.value - start;
        zeros(data, 0, SMALL, 8, here, addresses);
        zeros(data, SMALL, PAGE, 8, here, addresses);
        zeros(data, PAGE, Integer.MAX_VALUE, PAGE, here, addresses);
        return new Layout(code, table, start, dataOffset, fileBytes, here.value, addresses);
    }

    private static void zeros(
            List<Datum> data, int from, int below, int alignment, Pointer here, int[] addresses) {
        for (var datum : data) {
            if (!(datum.content() instanceof Datum.Content.Zeros(var size))) continue;
            if (size >= from && size < below) {
                addresses[datum.index()] = here.take(size, alignment);
            }
        }
    }

    int address(Datum datum) {
        return addresses[datum.index()];
    }

    int row(int index) {
        return table + index * ROW_BYTES;
    }

    /// The next free address.
    private static final class Pointer {
        private int value;

        Pointer(int value) {
            this.value = value;
        }

        /// Takes so many bytes from the next multiple of `alignment` on and returns where they are.
        int take(int size, int alignment) {
            skip(Math.floorMod(-value, alignment));
            int taken = value;
            skip(size);
            return taken;
        }

        void skip(int size) {
            long end = (long) value + size;
            if (end - TEXT > MAX_BYTES) {
                throw new ProgramTooLarge("bytes", end - TEXT, MAX_BYTES);
            }
            value = (int) end;
        }
    }
}
