package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Digest;
import dev.caisson.image.Sha256;
import java.security.MessageDigest;

/// The entries of a tree as one digest: names, kinds, permissions, owners, contents and targets of
/// links, without times. Whoever knows the entries without the tree comes to the same.
///
/// Entries come in the order of their names' bytes, each directory followed by what is in it and
/// then by [#endDirectory]. Every part is preceded by its length: two trees with one digest are
/// alike. For one thread.
public final class EntryDigest {
    private final MessageDigest sha = Sha256.start();

    /// Begins an entry; what it is comes next.
    ///
    /// @param path from where the digest begins, one character a byte; empty for that itself
    /// @param mode with the bits of its kind
    public void begin(String path, int mode, long uid, long gid) {
        text(path);
        number(mode);
        number(uid);
        number(gid);
    }

    /// @param content SHA-256 of the bytes and, behind them, the capability attribute
    public void file(long size, byte[] content) {
        number(size);
        sha.update(content);
    }

    /// @param target one character a byte
    public void link(String target) {
        text(target);
    }

    void device(long major, long minor) {
        number(major);
        number(minor);
    }

    public void endDirectory() {
        text("/");
    }

    /// The digest of all that came.
    public Digest end() {
        return Digest.of(sha.digest());
    }

    private void text(String raw) {
        var bytes = raw.getBytes(UTF_8);
        number(bytes.length);
        sha.update(bytes);
    }

    private void number(long number) {
        for (int shift = 56; shift >= 0; shift -= 8) sha.update((byte) (number >>> shift));
    }
}
