package dev.caisson.image.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What pulls that have not ended need, so that no sweep takes it from their next attempt: one
/// small file for each in `pulls/`, a line for each digest. Older than a day they count no more.
final class PendingPulls {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final String BLOB = "blob ";
    private static final String LAYER = "layer ";
    private static final int SIZE_LIMIT = 1 << 20;

    private final Path directory;
    private final Path temp;
    private final Clock clock;
    private final Map<Digest, Parts> pulls = new ConcurrentHashMap<>();

    private PendingPulls(Path root, Clock clock) {
        this.directory = root.resolve("pulls");
        this.temp = root.resolve("ingest");
        this.clock = clock;
    }

    private record Parts(Set<Digest> blobs, Set<Digest> layers) {}

    static PendingPulls open(Path root, Clock clock) throws IOException {
        var pending = new PendingPulls(root, clock);
        Files.createDirectories(pending.directory);
        try (var files = Files.newDirectoryStream(pending.directory)) {
            for (var file : files) pending.read(file);
        }
        return pending;
    }

    private void read(Path file) throws IOException {
        try {
            var manifest = new Digest(file.getFileName().toString());
            var blobs = new HashSet<Digest>();
            var layers = new HashSet<Digest>();
            if (Files.size(file) > SIZE_LIMIT || isOld(file)) {
                Files.delete(file);
                return;
            }
            for (var line : Files.readAllLines(file, US_ASCII)) {
                if (line.startsWith(BLOB)) blobs.add(new Digest(line.substring(BLOB.length())));
                if (line.startsWith(LAYER)) layers.add(new Digest(line.substring(LAYER.length())));
            }
            pulls.put(manifest, new Parts(blobs, layers));
        } catch (InvalidInput damaged) {
            // The pull begins anew.
            Files.delete(file);
        }
    }

    private boolean isOld(Path file) throws IOException {
        var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        return age.compareTo(LIFE) > 0;
    }

    void add(Digest manifest, Set<Digest> blobs, Set<Digest> layers) throws IOException {
        var text = new StringBuilder();
        for (var blob : blobs) text.append(BLOB).append(blob.hex()).append('\n');
        for (var layer : layers) text.append(LAYER).append(layer.hex()).append('\n');
        var written = Files.createTempFile(temp, BlobStore.KEPT, "");
        Files.writeString(written, text, US_ASCII);
        Files.move(written, directory.resolve(manifest.hex()), StandardCopyOption.ATOMIC_MOVE);
        pulls.put(manifest, new Parts(Set.copyOf(blobs), Set.copyOf(layers)));
    }

    void remove(Digest manifest) throws IOException {
        Files.deleteIfExists(directory.resolve(manifest.hex()));
        pulls.remove(manifest);
    }

    /// Forgets every pull that has not ended: the next attempt begins anew. What one that runs has
    /// is held by its lease.
    ///
    /// @return false when there was none
    boolean forget() throws IOException {
        var known = Set.copyOf(pulls.keySet());
        for (var manifest : known) remove(manifest);
        return !known.isEmpty();
    }

    /// Adds what unfinished pulls need, and forgets those that are too old.
    void addTo(Sweep.Needed needed) throws IOException {
        for (var entry : pulls.entrySet()) {
            try {
                if (isOld(directory.resolve(entry.getKey().hex()))) remove(entry.getKey());
            } catch (NoSuchFileException ended) {
                continue;
            }
            if (!pulls.containsKey(entry.getKey())) continue;
            needed.blobs().addAll(entry.getValue().blobs());
            needed.layers().addAll(entry.getValue().layers());
        }
    }
}
