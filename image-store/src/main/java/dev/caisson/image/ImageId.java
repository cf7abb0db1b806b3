package dev.caisson.image;

/// What Docker calls the ID of an image: the digest of its configuration.
public record ImageId(Digest digest) implements Comparable<ImageId> {
    /// The first 12 digits, as Docker shows them.
    public String shortForm() {
        return digest.shortForm();
    }

    @Override
    public int compareTo(ImageId other) {
        return digest.compareTo(other.digest);
    }

    /// `sha256:` and 64 digits.
    @Override
    public String toString() {
        return digest.toString();
    }
}
