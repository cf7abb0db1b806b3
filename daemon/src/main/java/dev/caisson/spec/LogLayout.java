package dev.caisson.spec;

import dev.caisson.value.Bytes;

/// The layout of the log that a holder writes and `stdio` reads: a ring of segment files of fixed
/// names.
///
/// The directory `log/` of a container holds the files `0` … `segments-1`; the segment of
/// generation `g` is the file [#slot]. A segment begins with a header of [#HEADER_BYTES]; frames
/// follow until the end of the file. All numbers are 64-bit in the machine's byte order, because a
/// row of a launch program can only store such.
///
/// Header: `magic` ([#MAGIC]), `version` (1), `generation` (1 for the first segment ever written,
/// one more with each segment begun; 0 while a segment was never used), `lost` (bytes the holder
/// read from the container but could not keep while this segment was the current one, because the
/// disk was full), `before` (bytes of frames in all segments before this one, so that a reader that
/// was overtaken can be told how much it missed; 0 when the holder does not count them), and 24
/// bytes of zeros.
///
/// Frame: `seconds`, `nanoseconds` (CLOCK_REALTIME when it was read), `stream` (1 stdout, 2
/// stderr), `length`, then `length` bytes (1 to [#MAX_PAYLOAD]), then `length` again, so that a
/// reader can walk backwards. A frame is written by one writev(2). A short frame at the end of a
/// file is incomplete, not corrupt.
///
/// Turning over: when the current segment has reached `segmentBytes`, the holder takes an exclusive
/// flock on the next file (waiting for readers that hold a shared one), truncates it to 0, writes
/// its header with the next generation, drops the lock and goes on there. A new holder of the same
/// container goes on in the newest segment, behind its last whole frame: what is incomplete there
/// is cut off. A reader at the end of segment `k` with generation `g` goes to segment `(k+1) %
/// segments` as soon as that has a generation of `g+1`; a greater one means it was overtaken. A
/// foreground reader takes its shared lock on the next segment before it drops the one it has.
///
/// @param segments files in the ring, 2 to 64
/// @param segmentBytes a segment is left when it has grown to this size or more; at least 64 KiB
public record LogLayout(int segments, Bytes segmentBytes) {
    /// The first eight bytes of a segment, `CAISSLOG` in ASCII read as a little-endian number.
    public static final long MAGIC = 0x474F4C5353494143L;

    public static final int VERSION = 1;
    public static final int HEADER_BYTES = 64;
    public static final int GENERATION_OFFSET = 16;
    public static final int LOST_OFFSET = 24;
    public static final int BEFORE_OFFSET = 32;
    public static final int FRAME_HEADER_BYTES = 32;
    public static final int FRAME_TRAILER_BYTES = 8;
    public static final int MAX_PAYLOAD = 65_536;

    public LogLayout {
        if (segments < 2 || segments > 64) {
            throw new IllegalArgumentException("log segments: 2 to 64, not " + segments);
        }
        if (segmentBytes.count() < 64 * 1024) {
            throw new IllegalArgumentException("log segment of less than 64 KiB: " + segmentBytes);
        }
    }

    /// The file of a generation: its number is its name.
    ///
    /// @param generation 0 or more; 0 gives the file a reader holds that waits for the first
    public int slot(long generation) {
        return (int) Math.floorMod(generation - 1, (long) segments);
    }

    /// Five segments of 12 MiB: at least 48 MiB of history, at most 60.
    public static LogLayout defaults() {
        return new LogLayout(5, Bytes.ofMebibytes(12));
    }
}
