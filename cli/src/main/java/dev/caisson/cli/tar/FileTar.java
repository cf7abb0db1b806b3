package dev.caisson.cli.tar;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/// Writes files of the disk as a tar.
public final class FileTar implements AutoCloseable {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int PIPE = 0010000;
    private static final int DEVICE = 0020000;
    private static final int BLOCKS = 0040000;
    private static final int PERMISSIONS = 07777;

    private final TarArchiveOutputStream tar;
    private final Detail detail;
    private final Map<Object, String> written = new HashMap<>();

    /// What is kept of a file.
    public enum Detail {
        /// All belong to root, hard links become files, and devices are refused, as for the context
        /// of a build.
        CONTENT,
        /// Owners, hard links and devices are as they are.
        EVERYTHING
    }

    public FileTar(OutputStream out, Detail detail) {
        this.detail = detail;
        tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /// A file of the disk, as it is there. Sockets are left out.
    public void add(String path, Path file) throws IOException {
        // Only this view of the JDK has the bits beyond the nine permissions.
        var kind = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) Objects.requireNonNull(kind);
        var facts =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry;
        if (facts.isSymbolicLink()) {
            entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(file).toString());
        } else if (facts.isDirectory()) {
            entry = new TarArchiveEntry(path + "/", TarConstants.LF_DIR);
        } else if (facts.isRegularFile()) {
            var other = detail == Detail.EVERYTHING ? twin(path, file) : null;
            if (other != null) {
                entry = new TarArchiveEntry(path, TarConstants.LF_LINK);
                entry.setLinkName(other);
                own(entry, file, mode, facts);
                write(entry);
                return;
            }
            entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL);
        } else if ((mode & FILE_TYPE) == PIPE) {
            entry = new TarArchiveEntry(path, TarConstants.LF_FIFO);
        } else if ((mode & FILE_TYPE) == SOCKET) {
            return;
        } else if (detail == Detail.EVERYTHING) {
            entry = device(path, file, mode);
        } else {
            throw new IOException("cannot send " + path + ": it is a device");
        }
        own(entry, file, mode, facts);
        if (facts.isRegularFile()) regular(entry, file, facts.size());
        else write(entry);
    }

    /// The file and all beneath it.
    ///
    /// @param path its name in the tar
    public void addTree(String path, Path file) throws IOException {
        add(path, file);
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) return;
        var children = new ArrayList<Path>();
        try (var listing = Files.newDirectoryStream(file)) {
            listing.forEach(children::add);
        }
        Collections.sort(children);
        for (var child : children) addTree(path + "/" + child.getFileName(), child);
    }

    private void own(TarArchiveEntry entry, Path file, int mode, BasicFileAttributes facts)
            throws IOException {
        entry.setMode(mode & PERMISSIONS);
        entry.setLastModifiedTime(facts.lastModifiedTime());
        if (detail == Detail.CONTENT) return;
        entry.setUserId((int) number(file, "unix:uid"));
        entry.setGroupId((int) number(file, "unix:gid"));
    }

    private static TarArchiveEntry device(String path, Path file, int mode) throws IOException {
        boolean blocks = (mode & FILE_TYPE) == (DEVICE | BLOCKS);
        var entry = new TarArchiveEntry(path, blocks ? TarConstants.LF_BLK : TarConstants.LF_CHR);
        // The number as struct stat has it: include/linux/kdev_t.h, new_encode_dev.
        long number = number(file, "unix:rdev");
        entry.setDevMajor((int) (number >>> 8 & 0xfff));
        entry.setDevMinor((int) (number & 0xff | number >>> 12 & 0xfff00));
        return entry;
    }

    /// @return where the same file is in the tar already, or null
    private @Nullable String twin(String path, Path file) throws IOException {
        if (number(file, "unix:nlink") < 2) return null;
        var same = List.of(number(file, "unix:dev"), number(file, "unix:ino"));
        return written.putIfAbsent(same, path);
    }

    private static long number(Path file, String attribute) throws IOException {
        var value = Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
        return ((Number) Objects.requireNonNull(value)).longValue();
    }

    /// The length was promised in the entry's head: a file that shrinks meanwhile breaks the tar,
    /// one that grows is cut.
    private void regular(TarArchiveEntry entry, Path file, long size) throws IOException {
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            long left = size;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) throw new IOException(file + " has shrunk while it was read");
                tar.write(buffer, 0, count);
                left -= count;
            }
        }
        tar.closeArchiveEntry();
    }

    /// A file that is only in memory.
    public void add(String path, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL);
        entry.setMode(0600);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void write(TarArchiveEntry entry) throws IOException {
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
