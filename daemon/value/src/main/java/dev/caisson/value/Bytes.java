package dev.caisson.value;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A number of bytes, or no limit.
///
/// @param count bytes, 0 or more; [#UNLIMITED] is -1, as Docker writes it
public record Bytes(long count) implements Comparable<Bytes> {
    /// No limit.
    public static final Bytes UNLIMITED = new Bytes(-1);

    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s?([kmgtp])?i?b?");

    public Bytes {
        if (count < -1) throw new IllegalArgumentException("negative byte count " + count);
    }

    /// @param mebibytes 1 048 576 bytes each
    public static Bytes ofMebibytes(long mebibytes) {
        return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /// As users write sizes: `64`, `10m`, `1.5GiB`, powers of 1024. Source: docker/go-units
    /// RAMInBytes.
    ///
    /// @return empty for what is no size
    public static Optional<Bytes> parse(String written) {
        var found = WRITTEN.matcher(written.trim().toLowerCase(Locale.ROOT));
        if (!found.matches()) return Optional.empty();
        int power = found.group(2) == null ? 0 : "kmgtp".indexOf(found.group(2)) + 1;
        long count =
                new BigDecimal(found.group(1))
                        .multiply(BigDecimal.valueOf(1L << (10 * power)))
                        .min(BigDecimal.valueOf(Long.MAX_VALUE))
                        .longValue();
        return Optional.of(new Bytes(count));
    }

    public boolean isUnlimited() {
        return count < 0;
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compareUnsigned(count, other.count);
    }
}
