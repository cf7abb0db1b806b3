package dev.caisson.system;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;

/// A reader that takes bytes at a given rate and keeps nothing of them but their number and digest.
public final class PacedReader {
    private static final int MEBIBYTE = 1 << 20;
    private static final long UNNOTICED = 1_000_000;

    private final MessageDigest digest;
    private final long bytesPerSecond;
    private final long begin = System.nanoTime();
    private long count;

    private PacedReader(long bytesPerSecond, String algorithm) {
        this.bytesPerSecond = bytesPerSecond;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// A reader with an MD5 sum, which busybox can make as well.
    public static PacedReader ofMebibytesPerSecond(int rate) {
        return new PacedReader((long) rate * MEBIBYTE, "MD5");
    }

    /// Takes bytes, and waits as long as the rate demands.
    public void take(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        count += length;
        long due = begin + (long) (count * 1e9 / bytesPerSecond);
        long ahead = due - System.nanoTime();
        if (ahead > UNNOTICED) LockSupport.parkNanos(ahead);
    }

    /// Takes everything from a stream.
    public PacedReader drain(InputStream stream) throws IOException {
        var piece = new byte[1 << 16];
        for (int n = stream.read(piece); n >= 0; n = stream.read(piece)) take(piece, n);
        return this;
    }

    /// Bytes taken.
    public long count() {
        return count;
    }

    /// Their digest in hexadecimal; to be asked once.
    public String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
