package dev.caisson.cli.tar;

import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes files of a tar, beneath one directory.
///
/// What is on the way to an entry must be a directory, not a link to one. A directory is never
/// replaced by something else, nor the other way round.
public final class FileTree {
    private static final int BLOCKS = 0060000;
    private static final int CHARACTERS = 0020000;
    private static final int PIPE = 0010000;

    private final Path root;
    private final boolean owners;
    private final Consumer<String> leftOut;
    private final List<Dated> directories = new ArrayList<>();

    /// The directory of the last entry; nobody but us changes what is beneath the root.
    private @Nullable Path passed;

    private record Dated(Path directory, TarEntry entry) {}

    /// @param owners whether files get the owners the tar names, which only root can do
    /// @param leftOut is told of what cannot be made here: devices, and attributes
    public FileTree(Path root, boolean owners, Consumer<String> leftOut) {
        this.root = root;
        this.owners = owners;
        this.leftOut = leftOut;
    }

    /// @param renamed from the name in the tar to the one it gets; of bytes, one a character
    public void extract(InputStream archive, UnaryOperator<String> renamed) throws IOException {
        var tar = new TarReader(archive);
        try (var calls = new FileCalls()) {
            for (var entry = tar.next(); entry != null; entry = tar.next()) {
                make(entry, renamed, tar, calls);
            }
            // Children change the times of their directories.
            for (var one : directories.reversed()) date(one.entry(), one.directory(), calls);
        }
    }

    private void make(
            TarEntry entry, UnaryOperator<String> renamed, TarReader content, FileCalls calls)
            throws IOException {
        var place = place(renamed.apply(entry.name().latin1()));
        if (entry.type() == EntryType.DIRECTORY) {
            directory(place);
            settle(entry, place, calls);
            directories.add(new Dated(place, entry));
            return;
        }
        if (place.equals(root)) throw new IOException("not a name of a file: " + entry.name());
        clear(place);
        switch (entry.type()) {
            case SYMBOLIC_LINK -> {
                var _ = Files.createSymbolicLink(place, RawPath.path(entry.link().latin1()));
                own(entry, place);
                date(entry, place, calls);
            }
            case HARD_LINK -> {
                var first = place(renamed.apply(entry.link().latin1()));
                var _ = Files.createLink(place, first);
            }
            case FILE -> {
                write(entry, place, content);
                settle(entry, place, calls);
                date(entry, place, calls);
            }
            default -> special(entry, place, calls);
        }
    }

    private static void write(TarEntry entry, Path place, TarReader content) throws IOException {
        try (var file =
                FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.content(
                    (offset, bytes, from, length) -> {
                        var part = ByteBuffer.wrap(bytes, from, length);
                        file.position(offset);
                        while (part.hasRemaining()) file.write(part);
                    });
            // A sparse file may end with a hole.
            if (file.size() < entry.size()) file.write(ByteBuffer.allocate(1), entry.size() - 1);
        }
    }

    private void special(TarEntry entry, Path place, FileCalls calls) throws IOException {
        int type =
                switch (entry.type()) {
                    case FIFO -> PIPE;
                    case BLOCK_DEVICE -> BLOCKS;
                    default -> CHARACTERS;
                };
        int mode = type | 0600;
        if (!calls.special(place, mode, entry.device().major(), entry.device().minor())) {
            leftOut.accept("the device " + place);
            return;
        }
        settle(entry, place, calls);
        date(entry, place, calls);
    }

    // Owner first: a change of owner takes away set-user-ID bits and capabilities.
    private void settle(TarEntry entry, Path place, FileCalls calls) throws IOException {
        own(entry, place);
        Files.setAttribute(place, "unix:mode", entry.ownership().mode());
        for (var attribute : entry.xattrs()) {
            if (!FileCalls.isKept(attribute.name()) || calls.set(place, attribute)) continue;
            leftOut.accept(attribute.name() + " of " + place);
        }
    }

    private static void directory(Path place) throws IOException {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) return;
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "cannot overwrite non-directory \"" + place + "\" with a directory");
        }
        Files.createDirectory(place);
    }

    private static void clear(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) return;
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    "cannot overwrite directory \"" + place + "\" with non-directory");
        }
        Files.delete(place);
    }

    private void own(TarEntry entry, Path place) throws IOException {
        if (!owners) return;
        var view = LinkOption.NOFOLLOW_LINKS;
        Files.setAttribute(place, "unix:uid", (int) entry.ownership().uid(), view);
        Files.setAttribute(place, "unix:gid", (int) entry.ownership().gid(), view);
    }

    private static void date(TarEntry entry, Path place, FileCalls calls) throws IOException {
        var own = entry.ownership();
        calls.date(place, own.mtimeSeconds(), own.mtimeNanos());
    }

    /// Where a name leads, with what is on the way there made.
    private Path place(String name) throws IOException {
        var place = root;
        var parts = new ArrayList<String>();
        for (var part : name.split("/", -1)) {
            if (part.equals("..")) throw new IOException("the archive leads elsewhere: " + name);
            if (!part.isEmpty() && !part.equals(".")) parts.add(part);
        }
        for (var part : parts) place = place.resolve(RawPath.path(part));
        if (parts.size() > 1) way(Objects.requireNonNull(place.getParent()), name);
        return place;
    }

    private void way(Path directory, String name) throws IOException {
        if (directory.equals(passed)) return;
        var place = root;
        for (var part : root.relativize(directory)) {
            place = place.resolve(part);
            pass(place, name);
        }
        passed = directory;
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
