package dev.caisson.image.layer;

import dev.caisson.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Layer directories for tests, by plain files; complete layers are remembered in memory.
public final class PathLayerTrees implements LayerTrees {
    private final Path root;
    private final Map<Digest, Layer> layers = new ConcurrentHashMap<>();

    public PathLayerTrees(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    @Override
    public Set<Digest> recover() {
        return Set.of();
    }

    @Override
    public List<Digest> directories() {
        return new ArrayList<>(layers.keySet());
    }

    @Override
    public List<Path> abandoned() {
        return List.of();
    }

    @Override
    public long sweep() {
        return 0;
    }

    @Override
    public void settle() {
        // There is nothing that could be lost.
    }

    @Override
    public Optional<Layer> find(Digest diffId) {
        return Optional.ofNullable(layers.get(diffId));
    }

    @Override
    public List<Layer> all() {
        return new ArrayList<>(layers.values());
    }

    @Override
    public Staging begin(Digest diffId) throws IOException {
        var directory = Files.createDirectory(root.resolve(UUID.randomUUID().toString()));
        var writer = new PathTreeWriter(directory);
        return new Staging() {
            private boolean done;

            @Override
            public TreeWriter writer() {
                return writer;
            }

            @Override
            public Optional<String> difference(Layer other) throws IOException {
                var wanted = listing(directory);
                var found = listing(other.directory());
                return wanted.equals(found) ? Optional.empty() : Optional.of(wanted + "/" + found);
            }

            @Override
            public Layer commit(long size, boolean isOpaque) {
                done = true;
                var layer = new Layer(diffId, directory, size, isOpaque);
                layers.put(diffId, layer);
                return layer;
            }

            @Override
            public void close() throws IOException {
                if (!done) delete(directory);
            }
        };
    }

    @Override
    public Optional<Layer> adopt(Digest diffId, Path tree, long size) throws IOException {
        var directory = Files.move(tree, root.resolve(UUID.randomUUID().toString()));
        var layer = new Layer(diffId, directory, size, false);
        layers.put(diffId, layer);
        return Optional.of(layer);
    }

    @Override
    public void remove(Digest diffId) throws IOException {
        var layer = layers.remove(diffId);
        if (layer != null) delete(layer.directory());
    }

    private static String listing(Path directory) throws IOException {
        var lines = new StringBuilder();
        try (var tree = Files.walk(directory)) {
            for (var one : tree.sorted().toList()) {
                lines.append(directory.relativize(one));
                if (Files.isRegularFile(one)) lines.append('=').append(Files.readString(one));
                lines.append(' ');
            }
        }
        return lines.toString();
    }

    private static void delete(Path directory) throws IOException {
        try (var tree = Files.walk(directory)) {
            for (var one : tree.toList().reversed()) Files.delete(one);
        }
    }
}
