package dev.caisson.build.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Sha256;
import dev.caisson.storage.TreeExtraction.Owner;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The directories of `RUN --mount=type=cache`, which outlive builds.
public final class CacheMounts {
    private final Path root;
    private final WorkDirectories directories;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<String, Integer> users = new HashMap<>();

    /// How steps that run at the same time use one.
    public enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    /// @param root is made when it is not there
    public CacheMounts(Path root, WorkDirectories directories) throws IOException {
        this.root = Files.createDirectories(root);
        this.directories = directories;
    }

    /// A directory in use, until it is closed.
    ///
    /// @param fresh it was made now
    public record Used(CacheMounts home, String name, Path path, boolean fresh)
            implements AutoCloseable {
        @Override
        public void close() {
            home.release(name);
        }
    }

    /// Takes a directory; waits for its turn when it is not to be shared.
    public Used take(String id, Sharing sharing, Owner owner, int mode)
            throws InterruptedException {
        var name = Sha256.of(id.getBytes(UTF_8)).hex();
        lock.lockInterruptibly();
        try {
            var free = name;
            switch (sharing) {
                case SHARED -> {}
                case LOCKED -> {
                    while (users.containsKey(free)) released.await();
                }
                case PRIVATE -> {
                    for (int i = 1; users.containsKey(free); i++) free = name + "-" + i;
                }
            }
            users.merge(free, 1, Integer::sum);
            try (var tree = directories.open(root, "the caches")) {
                var attributes = new TreeMaking.Attributes(owner, mode, null);
                boolean fresh = new TreeMaking(tree).directories("/" + free, attributes);
                return new Used(this, free, root.resolve(free), fresh);
            } catch (RuntimeException failed) {
                users.computeIfPresent(free, (_, count) -> count == 1 ? null : count - 1);
                throw failed;
            }
        } finally {
            lock.unlock();
        }
    }

    private void release(String name) {
        lock.lock();
        try {
            users.computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// One of them.
    public record Kept(String name, long size, Instant used, boolean inUse) {}

    public List<Kept> list() throws IOException {
        var kept = new ArrayList<Kept>();
        try (var children = Files.newDirectoryStream(root)) {
            for (var child : children) {
                var name = child.getFileName().toString();
                var used = Files.getLastModifiedTime(child).toInstant();
                kept.add(new Kept(name, size(child), used, isUsed(name)));
            }
        }
        return kept;
    }

    /// Removes one that nobody uses.
    ///
    /// @return false when somebody does
    public boolean remove(String name) {
        lock.lock();
        try {
            if (users.containsKey(name)) return false;
            try (var tree = directories.open(root, "the caches")) {
                new TreeMaking(tree).remove("/" + name);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isUsed(String name) {
        lock.lock();
        try {
            return users.containsKey(name);
        } finally {
            lock.unlock();
        }
    }

    private static long size(Path directory) throws IOException {
        long size = 0;
        try (var files = Files.walk(directory)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    size += Files.size(file);
                }
            }
        } catch (NoSuchFileException | java.io.UncheckedIOException changing) {
            // A step writes there: what was counted is as good as any other number.
        }
        return size;
    }
}
