package dev.caisson.cli.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Makes files of a tar, beneath one directory.
///
/// What is on the way to an entry must be a directory, not a link to one. A directory is never
/// replaced by something else, nor the other way round.
public final class FileTree {
    private static final int PERMISSIONS = 07777;

    private final Path root;
    private final boolean owners;
    private final Consumer<String> leftOut;
    private final List<Dated> directories = new ArrayList<>();

    private record Dated(Path directory, FileTime modified) {}

    /// @param owners whether files get the owners the tar names, which only root can do
    /// @param leftOut is told of what cannot be made here: pipes and devices
    public FileTree(Path root, boolean owners, Consumer<String> leftOut) {
        this.root = root;
        this.owners = owners;
        this.leftOut = leftOut;
    }

    /// @param renamed from the name in the tar to the one it gets
    public void extract(InputStream archive, UnaryOperator<String> renamed) throws IOException {
        var tar = new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name());
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            make(entry, renamed, tar);
        }
        // Children change the times of their directories.
        for (var one : directories.reversed()) {
            Files.setLastModifiedTime(one.directory(), one.modified());
        }
        var _ = archive.transferTo(java.io.OutputStream.nullOutputStream());
    }

    private void make(TarArchiveEntry entry, UnaryOperator<String> renamed, InputStream content)
            throws IOException {
        var place = place(renamed.apply(entry.getName()));
        if (entry.isDirectory()) {
            directory(entry, place);
            return;
        }
        if (place.equals(root)) throw new IOException("not a name of a file: " + entry.getName());
        if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            clear(place);
            special(entry, place);
            return;
        }
        clear(place);
        if (entry.isSymbolicLink()) {
            var _ = Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
            own(entry, place);
        } else if (entry.isLink()) {
            var _ = Files.createLink(place, place(renamed.apply(entry.getLinkName())));
        } else {
            try (var out =
                    Files.newOutputStream(
                            place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.transferTo(out);
            }
            own(entry, place);
            Files.setAttribute(place, "unix:mode", entry.getMode() & PERMISSIONS);
            Files.setLastModifiedTime(place, entry.getLastModifiedTime());
        }
    }

    /// Java makes neither pipes nor devices; mknod(1) is everywhere.
    private void special(TarArchiveEntry entry, Path place) throws IOException {
        var command = new ArrayList<>(List.of("mknod", "--", place.toString()));
        if (entry.isFIFO()) {
            command.add("p");
        } else {
            command.add(entry.isBlockDevice() ? "b" : "c");
            command.add(Integer.toString(entry.getDevMajor()));
            command.add(Integer.toString(entry.getDevMinor()));
        }
        var mknod = new ProcessBuilder(command).redirectErrorStream(true).start();
        mknod.getOutputStream().close();
        var _ = mknod.getInputStream().readAllBytes();
        if (mknod.onExit().join().exitValue() != 0) {
            leftOut.accept(place.toString());
            return;
        }
        own(entry, place);
        Files.setAttribute(place, "unix:mode", entry.getMode() & PERMISSIONS);
    }

    private void directory(TarArchiveEntry entry, Path place) throws IOException {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(
                        "cannot overwrite non-directory \"" + place + "\" with a directory");
            }
            Files.createDirectory(place);
        }
        own(entry, place);
        Files.setAttribute(place, "unix:mode", entry.getMode() & PERMISSIONS);
        directories.add(new Dated(place, entry.getLastModifiedTime()));
    }

    private static void clear(Path place) throws IOException {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    "cannot overwrite directory \"" + place + "\" with non-directory");
        }
        boolean _ = Files.deleteIfExists(place);
    }

    private void own(TarArchiveEntry entry, Path place) throws IOException {
        if (!owners) return;
        var view = LinkOption.NOFOLLOW_LINKS;
        Files.setAttribute(place, "unix:uid", (int) entry.getLongUserId(), view);
        Files.setAttribute(place, "unix:gid", (int) entry.getLongGroupId(), view);
    }

    /// Where a name leads, with what is on the way there made.
    private Path place(String name) throws IOException {
        var place = root;
        var parts = new ArrayList<String>();
        for (var part : name.split("/", -1)) {
            if (part.equals("..")) throw new IOException("the archive leads elsewhere: " + name);
            if (!part.isEmpty() && !part.equals(".")) parts.add(part);
        }
        for (int i = 0; i < parts.size(); i++) {
            place = place.resolve(parts.get(i));
            if (i < parts.size() - 1) pass(place, name);
        }
        return place;
    }

    private static void pass(Path place, String name) throws IOException {
        try {
            var facts =
                    Files.getFileAttributeView(
                                    place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes();
            if (!facts.isDirectory()) {
                throw new IOException(
                        "the archive leads through " + place + ", no directory: " + name);
            }
        } catch (NoSuchFileException missing) {
            Files.createDirectory(place);
        }
    }
}
