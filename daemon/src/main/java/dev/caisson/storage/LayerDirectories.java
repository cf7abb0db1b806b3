package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.layer.LayerTrees;
import dev.caisson.image.layer.TreeWriter;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// The unpacked layers, `layers/HEX/` by DiffID: `tree` is the overlay lower directory, `about` one
/// line with what the store wants to know of it.
///
/// A layer that has its name is complete, even after a power failure, and yet nobody waits for the
/// disk: a layer is made with a file `fresh` in it that has the ID of the boot. It gets its name at
/// once; some time after, the whole file system is synced ([#settle]) and the file removed. A layer
/// whose `fresh` is of another boot was perhaps not written in full when the machine went down: it
/// is removed ([#recover]) and made again from its blob, which is synced before a pull or load
/// answers.
public final class LayerDirectories implements LayerTrees {
    private static final String TREE = "tree";
    private static final String ABOUT = "about";
    private static final String FRESH = "fresh";
    private static final String FORMAT = "1";
    private static final Pattern LINE = Pattern.compile(FORMAT + " ([0-9]{1,18}) ([01])\n");
    private static final int TREE_MODE = 0755;

    private final Syscalls syscalls;
    private final OwnDirectory layers;
    private final Path root;
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();
    private final ReentrantLock settling = new ReentrantLock();

    /// @param root is made when it is not there
    public LayerDirectories(Syscalls syscalls, Path root) throws IOException {
        this.syscalls = syscalls;
        this.root = root;
        this.layers = new OwnDirectory(syscalls, root);
    }

    @Override
    public Set<Digest> recover() throws IOException {
        long _ = layers.sweep();
        var lost = new HashSet<Digest>();
        for (var diffId : directories()) {
            var boot = boot(layers.child(diffId.hex()));
            if (boot.isEmpty()) continue;
            if (boot.get().equals(ProcessId.currentBoot())) {
                unsettled.add(diffId.hex());
            } else {
                layers.remove(diffId.hex());
                lost.add(diffId);
            }
        }
        return lost;
    }

    private static Optional<String> boot(Path layer) throws IOException {
        try {
            return Optional.of(Files.readString(layer.resolve(FRESH), US_ASCII));
        } catch (NoSuchFileException | NotDirectoryException settled) {
            return Optional.empty();
        }
    }

    @Override
    public long sweep() throws IOException {
        return layers.sweep();
    }

    @Override
    public void settle() {
        settling.lock();
        try {
            var names = Set.copyOf(unsettled);
            if (names.isEmpty()) return;
            try (var fd = layers.open(root)) {
                syscalls.syncfs(fd.number());
                for (var name : names) settle(fd, name);
            } catch (SyscallException failed) {
                throw StorageFault.of(failed, root);
            }
            unsettled.removeAll(names);
        } finally {
            settling.unlock();
        }
    }

    private void settle(Fd directory, String name) {
        try {
            syscalls.unlinkat(directory.number(), name + "/" + FRESH, 0);
        } catch (SyscallException failed) {
            // The layer has been removed meanwhile.
            if (!failed.is(Errno.ENOENT)) throw failed;
        }
    }

    @Override
    public Optional<Layer> find(Digest diffId) throws IOException {
        var directory = layers.child(diffId.hex());
        String line;
        try {
            line = Files.readString(directory.resolve(ABOUT), US_ASCII);
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
        var fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new Internal(
                    FaultCode.STORAGE_FAILED, directory, "its file about is of another version");
        }
        return Optional.of(
                new Layer(
                        diffId,
                        directory.resolve(TREE),
                        Long.parseLong(fields.group(1)),
                        fields.group(2).equals("1")));
    }

    @Override
    public List<Layer> all() throws IOException {
        var all = new ArrayList<Layer>();
        for (var diffId : directories()) find(diffId).ifPresent(all::add);
        return all;
    }

    @Override
    public List<Digest> directories() throws IOException {
        var found = new ArrayList<Digest>();
        try (var children = Files.newDirectoryStream(root, "[!.]*")) {
            for (var child : children) {
                try {
                    found.add(new Digest(child.getFileName().toString()));
                } catch (InvalidInput foreign) {
                    // Not named by a DiffID: nobody's layer.
                }
            }
        }
        return found;
    }

    @Override
    public List<Path> abandoned() throws IOException {
        return layers.abandoned();
    }

    @Override
    public Staging begin(Digest diffId) {
        var hidden = layers.begin();
        try {
            return new Making(diffId, hidden);
        } catch (RuntimeException failed) {
            layers.remove(hidden);
            throw failed;
        }
    }

    @Override
    public Optional<Layer> adopt(Digest diffId, Path tree, long size) throws IOException {
        var hidden = layers.begin();
        try {
            if (!layers.take(tree, hidden + "/" + TREE)) return Optional.empty();
            return Optional.of(publish(hidden, diffId, size, false));
        } finally {
            // Nothing of it is left when it was published.
            layers.remove(hidden);
            layers.end(hidden);
        }
    }

    /// Gives a layer that is made its name, unless somebody was first.
    private Layer publish(String hidden, Digest diffId, long size, boolean isOpaque)
            throws IOException {
        var directory = layers.child(hidden);
        var line = FORMAT + " " + size + " " + (isOpaque ? 1 : 0) + "\n";
        Files.writeString(directory.resolve(ABOUT), line, US_ASCII);
        Files.writeString(directory.resolve(FRESH), ProcessId.currentBoot(), US_ASCII);
        var name = diffId.hex();
        if (layers.publish(hidden, name)) {
            unsettled.add(name);
        } else if (find(diffId).isPresent()) {
            // Somebody else made the same layer meanwhile.
            layers.remove(hidden);
        } else {
            layers.remove(name);
            if (layers.publish(hidden, name)) unsettled.add(name);
        }
        return find(diffId)
                .orElseThrow(
                        () -> new Internal(FaultCode.STORAGE_FAILED, directory, "it vanished"));
    }

    @Override
    public void remove(Digest diffId) {
        layers.remove(diffId.hex());
    }

    private final class Making implements Staging {
        private final Digest diffId;
        private final String hidden;
        private final TreeWriter writer;
        private boolean done;

        Making(Digest diffId, String hidden) {
            this.diffId = diffId;
            this.hidden = hidden;
            var tree = layers.child(hidden).resolve(TREE);
            layers.mkdir(tree, TREE_MODE);
            this.writer = new KernelTreeWriter(syscalls, layers.open(tree));
        }

        @Override
        public TreeWriter writer() {
            return writer;
        }

        @Override
        public Optional<String> difference(Layer other) {
            try (var wanted = layers.open(layers.child(hidden).resolve(TREE));
                    var found = layers.open(other.directory())) {
                return new TreeComparison(syscalls).difference(wanted, found);
            } catch (SyscallException failed) {
                throw StorageFault.of(failed, other.directory());
            }
        }

        @Override
        public Layer commit(long size, boolean isOpaque) throws IOException {
            writer.close();
            var layer = publish(hidden, diffId, size, isOpaque);
            done = true;
            return layer;
        }

        @Override
        public void close() {
            writer.close();
            if (!done) layers.remove(hidden);
            layers.end(hidden);
            done = true;
        }
    }
}
