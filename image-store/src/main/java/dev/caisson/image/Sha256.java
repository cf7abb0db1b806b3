package dev.caisson.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Starts SHA-256 computations.
public final class Sha256 {
    private Sha256() {}

    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has it: java.security.MessageDigest.
            throw new AssertionError(impossible);
        }
    }

    /// Of all of the bytes.
    public static Digest of(byte[] content) {
        return Digest.of(start().digest(content));
    }
}
