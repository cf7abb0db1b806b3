package dev.caisson.image.layer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import dev.caisson.image.Digest;
import dev.caisson.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Builds tars for tests, well-formed and hostile ones, with commons-compress.
public final class Tars {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    private final Map<String, String> replacements = new LinkedHashMap<>();

    public Tars() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /// Changes an entry before it is written.
    @FunctionalInterface
    public interface Change {
        void apply(TarArchiveEntry entry);
    }

    public Tars directory(String name) {
        return add(name.endsWith("/") ? name : name + "/", TarConstants.LF_DIR, "", _ -> {});
    }

    public Tars file(String name, String content) {
        return add(name, TarConstants.LF_NORMAL, content, _ -> {});
    }

    public Tars file(String name, byte[] content) {
        return add(name, TarConstants.LF_NORMAL, content, _ -> {});
    }

    public Tars symlink(String name, String target) {
        return add(name, TarConstants.LF_SYMLINK, "", entry -> entry.setLinkName(target));
    }

    public Tars hardlink(String name, String target) {
        return add(name, TarConstants.LF_LINK, "", entry -> entry.setLinkName(target));
    }

    public Tars device(String name, int major, int minor) {
        return add(
                name,
                TarConstants.LF_CHR,
                "",
                entry -> {
                    entry.setDevMajor(major);
                    entry.setDevMinor(minor);
                });
    }

    public Tars add(String name, byte type, String content, Change change) {
        return add(name, type, content.getBytes(UTF_8), change);
    }

    public Tars add(String name, byte type, byte[] content, Change change) {
        try {
            var entry = new TarArchiveEntry(name, type, true);
            entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
            entry.setModTime(1_700_000_000_000L);
            entry.setIds(0, 0);
            entry.setSize(content.length);
            change.apply(entry);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Replaces a text of the finished tar by one as long, outside of headers with a checksum: for
    /// what commons-compress refuses to write.
    public Tars replacing(String from, String to) {
        replacements.put(from, to);
        return this;
    }

    public byte[] bytes() {
        try {
            tar.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        if (replacements.isEmpty()) return bytes.toByteArray();
        var text = bytes.toString(ISO_8859_1);
        for (var one : replacements.entrySet()) {
            text = text.replace(one.getKey(), one.getValue());
        }
        return text.getBytes(ISO_8859_1);
    }

    public static Digest digest(byte[] content) {
        return Sha256.of(content);
    }

    public static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return out.toByteArray();
    }

    public static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }
}
