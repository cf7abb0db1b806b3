package dev.caisson.image.layer;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry.Device;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A tree writer for tests, by plain files: no root, no owners, no devices. What files cannot say
/// is remembered in [#facts].
public final class PathTreeWriter implements TreeWriter {
    private final Path root;
    private final Map<TreePath, FileTime> times = new LinkedHashMap<>();

    /// By path: what cannot be seen in the files.
    public final Map<String, String> facts = new TreeMap<>();

    public PathTreeWriter(Path root) {
        this.root = root;
    }

    @Override
    public void directory(TreePath given, Attributes attributes) throws IOException {
        var path = real(given);
        var directory = path.isRoot() ? root : place(path);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            boolean hidden = "whiteout".equals(facts.remove(path.toString()));
            Files.deleteIfExists(directory);
            Files.createDirectory(directory);
            if (hidden) facts.put(path.toString(), "opaque");
        }
        times.put(path, time(attributes));
    }

    @Override
    public void file(TreePath path, Attributes attributes, long size, Content content)
            throws IOException {
        var file = free(real(path));
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            content.transferTo(
                    (offset, buffer, from, length) -> {
                        out.seek(offset);
                        out.write(buffer, from, length);
                    });
            out.setLength(size);
        }
        Files.setLastModifiedTime(file, time(attributes));
    }

    @Override
    public void symbolicLink(TreePath path, RawText target, Attributes attributes)
            throws IOException {
        Files.createSymbolicLink(free(real(path)), Path.of(target.latin1()));
    }

    @Override
    public void hardLink(TreePath path, TreePath target) throws IOException {
        if (target.isRoot() || real(path).equals(real(target))) {
            throw refused(path, "it is a link to itself or to the root");
        }
        var from = placeIn(real(target));
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(path, "its target " + target + " is a directory");
        }
        if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(path, "its target " + target + " is not in the layer");
        }
        Files.createLink(free(real(path)), from);
    }

    @Override
    public void device(TreePath path, DeviceKind kind, Device numbers, Attributes attributes)
            throws IOException {
        Files.createFile(free(real(path)));
        facts.put(real(path).toString(), kind + " " + numbers.major() + ":" + numbers.minor());
    }

    @Override
    public void fifo(TreePath path, Attributes attributes) throws IOException {
        Files.createFile(free(real(path)));
        facts.put(real(path).toString(), "fifo");
    }

    @Override
    public void whiteout(TreePath given) throws IOException {
        var path = real(given);
        try {
            Files.createFile(place(path));
            facts.put(path.toString(), "whiteout");
        } catch (FileAlreadyExistsException there) {
            if (Files.isDirectory(place(path), LinkOption.NOFOLLOW_LINKS)) {
                facts.put(path.toString(), "opaque");
            }
        }
    }

    @Override
    public void opaque(TreePath given) throws IOException {
        var directory = given.isRoot() ? given : real(given.child("x")).parent();
        if (!directory.isRoot()) {
            parents(directory, directory);
            Files.createDirectories(place(directory));
        }
        facts.put(directory.toString(), "opaque");
    }

    @Override
    public void finish() throws IOException {
        for (var entry : times.entrySet()) {
            var path = entry.getKey().isRoot() ? root : place(entry.getKey());
            try {
                Files.setLastModifiedTime(path, entry.getValue());
            } catch (NoSuchFileException replaced) {
                // Something else is there by now.
            }
        }
    }

    @Override
    public void close() {}

    private Path free(TreePath path) throws IOException {
        if (path.isRoot()) throw refused(path, "the root can only be a directory");
        var place = place(path);
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            try (var tree = Files.walk(place)) {
                for (var one : tree.toList().reversed()) Files.delete(one);
            }
        }
        Files.deleteIfExists(place);
        facts.remove(path.toString());
        return place;
    }

    private Path place(TreePath path) throws IOException {
        parents(path, path);
        return placeIn(path);
    }

    private Path placeIn(TreePath path) {
        var place = root;
        for (var name : path.rawNames()) place = place.resolve(name);
        return place;
    }

    private TreePath real(TreePath path) throws IOException {
        var at = path;
        for (int links = 0; links <= LINKS_LIMIT; links++) {
            int depth = linkOnTheWay(at);
            if (depth < 0) return at;
            var link = root;
            for (var name : at.rawNames().subList(0, depth + 1)) link = link.resolve(name);
            at = at.through(depth, new RawText(Files.readSymbolicLink(link).toString()));
        }
        throw refused(path, "the way to it has too many symbolic links");
    }

    private int linkOnTheWay(TreePath path) {
        var place = root;
        for (int depth = 0; depth < path.rawNames().size() - 1; depth++) {
            place = place.resolve(path.rawNames().get(depth));
            if (Files.isSymbolicLink(place)) return depth;
        }
        return -1;
    }

    private void parents(TreePath path, TreePath entry) throws IOException {
        var place = root;
        var names = path.rawNames();
        for (var name : names.subList(0, Math.max(0, names.size() - 1))) {
            place = place.resolve(name);
            var fact = root.relativize(place).toString();
            if ("whiteout".equals(facts.get(fact))) {
                Files.delete(place);
                Files.createDirectory(place);
                facts.put(fact, "opaque");
            } else if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(place);
            } else if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(entry, "the way to it is no directory");
            }
        }
    }

    private static FileTime time(Attributes attributes) {
        var owner = attributes.ownership();
        var instant = Instant.ofEpochSecond(owner.mtimeSeconds(), owner.mtimeNanos());
        return FileTime.from(
                TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano(),
                TimeUnit.NANOSECONDS);
    }

    private static InvalidInput refused(TreePath path, String why) {
        return new InvalidInput(FaultCode.LAYER_ENTRY_REFUSED, path, why);
    }
}
