package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Sha256;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.MirroredTree;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Clients' directories as they were at the last build, so that the next one asks only for what has
/// changed: `NAME/tree`, and beside it `index`, which says what is in it.
///
/// 1. A tree is used by one build at a time; another one with the same key gets a tree of its own.
/// 2. The index is there when and only when the tree is what it says. It names the boot in which it
///    was written: after a power failure the tree may not be whole. A tree without an index of this
///    boot is removed.
public final class KeptContexts {
    private static final String FORMAT = "2 ";
    private static final String TREE = "tree";
    private static final String INDEX = "index";
    private static final String NEXT = "index.new";
    private static final String ABOUT = "about";

    private final Path root;
    private final WorkDirectories directories;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> used = new HashSet<>();

    private KeptContexts(Path root, WorkDirectories directories, InstantSource clock) {
        this.root = root;
        this.directories = directories;
        this.clock = clock;
    }

    /// Removes what a crash spoiled.
    ///
    /// @param root is made when it is not there
    public static KeptContexts open(Path root, WorkDirectories directories, InstantSource clock)
            throws IOException {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        var kept = new KeptContexts(root, directories, clock);
        for (var name : kept.names()) {
            if (!kept.isWhole(root.resolve(name))) kept.delete(name);
        }
        return kept;
    }

    private List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try (var children = Files.newDirectoryStream(root)) {
            for (var child : children) names.add(child.getFileName().toString());
        }
        names.sort(null);
        return names;
    }

    private static String header() {
        return FORMAT + WorkDirectories.boot();
    }

    private boolean isWhole(Path directory) {
        try {
            return ContextIndex.Reader.header(directory.resolve(INDEX)).equals(header());
        } catch (IOException none) {
            return false;
        }
    }

    /// Takes a tree, which may be of no use yet.
    ///
    /// @param key of the client and of what is selected
    /// @param description for people
    Slot take(String key, String description) throws IOException {
        var plain = Sha256.of(key.getBytes(UTF_8)).hex();
        var name = plain;
        lock.lock();
        try {
            for (int i = 1; !used.add(name); i++) name = plain + "-" + i;
        } finally {
            lock.unlock();
        }
        try {
            return new Slot(name, description);
        } catch (IOException | RuntimeException failed) {
            release(name);
            throw failed;
        }
    }

    private void release(String name) {
        lock.lock();
        try {
            used.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /// A tree in use by one build, until it is closed.
    final class Slot implements AutoCloseable {
        private final String name;
        private final String description;
        private final Path directory;

        private Slot(String name, String description) throws IOException {
            this.name = name;
            this.description = description;
            directory = root.resolve(name);
            if (!isWhole(directory)) clear();
            Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
        }

        /// Begins with nothing.
        void clear() throws IOException {
            delete(name);
            var tree = Files.createDirectories(directory.resolve(TREE));
            Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        ContainerTree tree() {
            return directories.open(directory.resolve(TREE), "the context");
        }

        MirroredTree mirror() {
            return directories.mirror(directory.resolve(TREE));
        }

        /// At its first item; null when there is nothing.
        ContextIndex.@Nullable Reader oldIndex() throws IOException {
            var index = directory.resolve(INDEX);
            return Files.exists(index) ? ContextIndex.Reader.first(index) : null;
        }

        ContextIndex.Writer newIndex() throws IOException {
            return new ContextIndex.Writer(directory.resolve(NEXT), header());
        }

        /// From now on the tree is not what the index says.
        void spoil() throws IOException {
            Files.deleteIfExists(directory.resolve(INDEX));
        }

        /// The tree is what the new index says.
        ///
        /// @param bytes of its files
        ContextIndex settle(ContextIndex.Writer writer, long bytes) throws IOException {
            var place = directory.resolve(INDEX);
            var index = writer.index(place);
            var about = directory.resolve(ABOUT);
            var text = bytes + " " + description;
            if (!text.equals(read(about))) Files.writeString(about, text);
            Files.move(writer.path(), place, StandardCopyOption.ATOMIC_MOVE);
            Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
            return index;
        }

        @Override
        public void close() {
            release(name);
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /// One of them.
    public record Kept(
            String name,
            String description,
            long size,
            Instant made,
            Instant used,
            boolean inUse) {}

    /// Those that were made.
    public List<Kept> list() throws IOException {
        var kept = new ArrayList<Kept>();
        for (var name : names()) {
            var directory = root.resolve(name);
            var about = read(directory.resolve(ABOUT)).split(" ", 2);
            if (about.length != 2) continue;
            var last = Files.getLastModifiedTime(directory).toInstant();
            var made = Files.getLastModifiedTime(directory.resolve(TREE)).toInstant();
            long size = Long.parseLong(about[0]);
            kept.add(new Kept(name, about[1], size, made, last, isUsed(name)));
        }
        return kept;
    }

    private boolean isUsed(String name) {
        lock.lock();
        try {
            return used.contains(name);
        } finally {
            lock.unlock();
        }
    }

    /// Removes one that nobody uses.
    ///
    /// @return false when somebody does
    public boolean remove(String name) throws IOException {
        lock.lock();
        try {
            if (!used.add(name)) return false;
        } finally {
            lock.unlock();
        }
        try {
            delete(name);
            return true;
        } finally {
            release(name);
        }
    }

    private void delete(String name) throws IOException {
        // First what says that the tree is whole.
        Files.deleteIfExists(root.resolve(name).resolve(INDEX));
        try (var tree = directories.open(root, "the contexts")) {
            new TreeMaking(tree).remove("/" + name);
        }
    }
}
