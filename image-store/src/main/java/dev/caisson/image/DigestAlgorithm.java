package dev.caisson.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// How a digest is computed. Source: image-spec descriptor.md, "Registered algorithms".
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String prefix;
    private final String name;
    private final int length;

    DigestAlgorithm(String prefix, String name, int length) {
        this.prefix = prefix;
        this.name = name;
        this.length = length;
    }

    /// As digests begin with it, and as the directory of its blobs is called.
    public String prefix() {
        return prefix;
    }

    /// Hexadecimal digits.
    int length() {
        return length;
    }

    /// Begins a computation.
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has SHA-256, and each one of the JDK SHA-512.
            throw new AssertionError(impossible);
        }
    }

    /// Of all of the bytes.
    public Digest of(byte[] content) {
        return Digest.of(start().digest(content));
    }
}
