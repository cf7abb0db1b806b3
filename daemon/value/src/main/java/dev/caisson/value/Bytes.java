package dev.caisson.value;

/// A number of bytes, or no limit.
///
/// @param count bytes, 0 or more; [#UNLIMITED] is -1, as Docker writes it
public record Bytes(long count) implements Comparable<Bytes> {
    /// No limit.
    public static final Bytes UNLIMITED = new Bytes(-1);

    public Bytes {
        if (count < -1) throw new IllegalArgumentException("negative byte count " + count);
    }

    /// @param mebibytes 1 048 576 bytes each
    public static Bytes ofMebibytes(long mebibytes) {
        return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public boolean isUnlimited() {
        return count < 0;
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compareUnsigned(count, other.count);
    }
}
