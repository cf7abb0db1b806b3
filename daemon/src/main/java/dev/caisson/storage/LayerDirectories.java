package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.layer.LayerTrees;
import dev.caisson.image.layer.TreeWriter;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The unpacked layers, `layers/HEX/` by DiffID: `tree` is the overlay lower directory, `about` one
/// line with what the store wants to know of it.
///
/// A layer is synced with its file system before it gets its name: one that has its name is
/// complete, even after a power failure.
public final class LayerDirectories implements LayerTrees {
    private static final String TREE = "tree";
    private static final String ABOUT = "about";
    private static final String FORMAT = "1";
    private static final Pattern LINE = Pattern.compile(FORMAT + " ([0-9]{1,18}) ([01])\n");
    private static final int TREE_MODE = 0755;

    private final Syscalls syscalls;
    private final OwnDirectory layers;
    private final Path root;

    /// @param root is made when it is not there
    public LayerDirectories(Syscalls syscalls, Path root) throws IOException {
        this.syscalls = syscalls;
        this.root = root;
        this.layers = new OwnDirectory(syscalls, root);
    }

    @Override
    public void sweep() throws IOException {
        layers.sweep();
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
        try (var children = Files.newDirectoryStream(root, "[!.]*")) {
            for (var child : children) {
                try {
                    find(new Digest(child.getFileName().toString())).ifPresent(all::add);
                } catch (InvalidInput foreign) {
                    // Not named by a DiffID: nobody's layer.
                }
            }
        }
        return all;
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
        public Layer commit(long size, boolean isOpaque) throws IOException {
            writer.close();
            var directory = layers.child(hidden);
            var line = FORMAT + " " + size + " " + (isOpaque ? 1 : 0) + "\n";
            Files.writeString(directory.resolve(ABOUT), line, US_ASCII);
            try (var fd = layers.open(directory)) {
                syscalls.syncfs(fd.number());
            } catch (SyscallException failed) {
                throw StorageFault.of(failed, directory);
            }
            if (layers.publish(hidden, diffId.hex())) {
                layers.sync();
            } else {
                // Somebody else made the same layer meanwhile.
                layers.remove(hidden);
            }
            done = true;
            return find(diffId)
                    .orElseThrow(
                            () -> new Internal(FaultCode.STORAGE_FAILED, directory, "it vanished"));
        }

        @Override
        public void close() {
            writer.close();
            if (!done) layers.remove(hidden);
            done = true;
        }
    }
}
