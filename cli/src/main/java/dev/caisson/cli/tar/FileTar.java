package dev.caisson.cli.tar;

import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarWriter;
import dev.caisson.tar.Xattr;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes files of the disk as a tar.
public final class FileTar implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final TarWriter tar;
    private final Detail detail;
    private final FileCalls calls = new FileCalls();
    private final byte[] piece = new byte[PIECE];
    private final Map<Object, RawText> written = new HashMap<>();

    /// What is kept of a file.
    public enum Detail {
        /// All belong to root, hard links become files, and devices are refused, as for the context
        /// of a build.
        CONTENT,
        /// Owners, hard links, devices and attributes are as they are.
        EVERYTHING
    }

    public FileTar(OutputStream out, Detail detail) {
        this.detail = detail;
        tar = new TarWriter(new BufferedOutputStream(out, PIECE));
    }

    /// A file of the disk, as it is there. Sockets are left out.
    public void add(String path, Path file) throws IOException {
        add(path, file, FileFacts.of(file));
    }

    /// The same of which the facts are known.
    public void add(String path, Path file, FileFacts facts) throws IOException {
        add(RawText.ofText(path), file, facts);
    }

    private void add(RawText name, Path file, FileFacts facts) throws IOException {
        if (facts.type() == FileFacts.SOCKET) return;
        var twin = detail == Detail.EVERYTHING ? twin(name, facts) : null;
        if (twin != null) {
            tar.begin(entry(EntryType.HARD_LINK, name, twin, facts, List.of()));
            return;
        }
        switch (facts.type()) {
            case FileFacts.LINK -> {
                var target = new RawText(RawPath.of(Files.readSymbolicLink(file)));
                tar.begin(entry(EntryType.SYMBOLIC_LINK, name, target, facts, List.of()));
            }
            case FileFacts.DIRECTORY -> alone(EntryType.DIRECTORY, name, facts, attributes(file));
            case FileFacts.FILE -> regular(name, file, facts);
            case FileFacts.PIPE -> alone(EntryType.FIFO, name, facts, List.of());
            default -> {
                if (detail == Detail.CONTENT) {
                    throw new IOException("cannot send " + name + ": it is a device");
                }
                boolean blocks = facts.type() == FileFacts.BLOCKS;
                var type = blocks ? EntryType.BLOCK_DEVICE : EntryType.CHARACTER_DEVICE;
                alone(type, name, facts, List.of());
            }
        }
    }

    /// The file and all beneath it.
    ///
    /// @param path its name in the tar
    public void addTree(String path, Path file) throws IOException {
        addTree(RawText.ofText(path), file);
    }

    private void addTree(RawText name, Path file) throws IOException {
        var facts = FileFacts.of(file);
        add(name, file, facts);
        if (facts.type() != FileFacts.DIRECTORY) return;
        var children = new ArrayList<Path>();
        try (var listing = Files.newDirectoryStream(file)) {
            listing.forEach(children::add);
        }
        Collections.sort(children);
        for (var child : children) {
            var last = RawPath.of(Objects.requireNonNull(child.getFileName()));
            addTree(new RawText(name.latin1() + "/" + last), child);
        }
    }

    /// @return where the same file is in the tar already, or null
    private @Nullable RawText twin(RawText name, FileFacts facts) {
        if (facts.type() == FileFacts.DIRECTORY || facts.number("nlink") < 2) return null;
        return written.putIfAbsent(List.of(facts.number("dev"), facts.number("ino")), name);
    }

    private List<Xattr> attributes(Path file) throws IOException {
        return detail == Detail.EVERYTHING ? calls.attributes(file) : List.of();
    }

    /// The length was promised in the entry's head: a file that shrinks meanwhile breaks the tar,
    /// one that grows is cut.
    private void regular(RawText name, Path file, FileFacts facts) throws IOException {
        var head = entry(EntryType.FILE, name, new RawText(""), facts, attributes(file));
        try (var in = Files.newInputStream(file)) {
            tar.begin(head);
            long left = head.size();
            while (left > 0) {
                int count = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (count < 0) throw new IOException(file + " has shrunk while it was read");
                tar.content(piece, 0, count);
                left -= count;
            }
        }
    }

    /// A file that is only in memory.
    public void add(String path, byte[] content) throws IOException {
        tar.file(RawText.ofText(path), 0600, content);
    }

    private void alone(EntryType type, RawText name, FileFacts facts, List<Xattr> attributes)
            throws IOException {
        tar.begin(entry(type, name, new RawText(""), facts, attributes));
    }

    private TarEntry entry(
            EntryType type, RawText name, RawText link, FileFacts facts, List<Xattr> attributes) {
        return new TarEntry(
                type,
                name,
                link,
                facts.ownership(detail == Detail.EVERYTHING),
                type == EntryType.FILE ? facts.number("size") : 0,
                type == EntryType.HARD_LINK ? TarEntry.Device.NONE : facts.device(),
                attributes,
                TarEntry.Sparse.NOT);
    }

    @Override
    public void close() throws IOException {
        try (calls) {
            tar.close();
        }
    }
}
