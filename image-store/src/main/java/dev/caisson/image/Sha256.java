package dev.caisson.image;

import java.security.MessageDigest;

/// Starts SHA-256 computations.
public final class Sha256 {
    private Sha256() {}

    public static MessageDigest start() {
        return DigestAlgorithm.SHA256.start();
    }

    /// Of all of the bytes.
    public static Digest of(byte[] content) {
        return DigestAlgorithm.SHA256.of(content);
    }
}
