package dev.caisson.cli.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Writes the files of a context as a tar. All belong to root, as Docker's command line sends them.
final class ContextTar implements AutoCloseable {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int PIPE = 0010000;
    private static final int PERMISSIONS = 07777;

    private final TarArchiveOutputStream tar;

    ContextTar(OutputStream out) {
        tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /// A file of the disk, as it is there. Sockets and devices are left out.
    void add(String path, Path file) throws IOException {
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
            entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL);
        } else if ((mode & FILE_TYPE) == PIPE) {
            entry = new TarArchiveEntry(path, TarConstants.LF_FIFO);
        } else if ((mode & FILE_TYPE) == SOCKET) {
            return;
        } else {
            throw new IOException("cannot send " + path + ": it is a device");
        }
        entry.setMode(mode & PERMISSIONS);
        entry.setLastModifiedTime(facts.lastModifiedTime());
        if (facts.isRegularFile()) regular(entry, file, facts.size());
        else write(entry);
    }

    /// The length was promised in the entry's head: a file that shrinks meanwhile breaks the tar,
    /// one
    /// that grows is cut.
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
    void add(String path, byte[] content) throws IOException {
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
