package dev.caisson.build.cache;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The records of all builds, one file each; shared by builds that run at the same time.
///
/// A record that cannot be read, or is of another format, is no record: its file is removed.
public final class BuildCache {
    private static final String TEMP = ".new-";
    private static final int MOST_STATES = 10_000;

    private final Path directory;
    private final InstantSource clock;
    private final Map<Digest, CacheRecord> records = new ConcurrentHashMap<>();

    /// What instructions without a layer came to; in memory only, and not without end.
    private final Set<String> states = ConcurrentHashMap.newKeySet();

    private BuildCache(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// @param directory is made when it is not there
    public static BuildCache open(Path directory, InstantSource clock) throws IOException {
        Files.createDirectories(directory);
        var cache = new BuildCache(directory, clock);
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) cache.load(file);
        }
        return cache;
    }

    private void load(Path file) throws IOException {
        try {
            var item = RecordJson.read(Files.readAllBytes(file));
            if (item != null && item.id().hex().equals(file.getFileName().toString())) {
                records.put(item.id(), item);
                return;
            }
        } catch (RuntimeException damaged) {
            // The step is done once more.
        }
        Files.deleteIfExists(file);
    }

    /// What a step made when everything was as it is now.
    public Optional<CacheRecord> find(StepKey key) {
        return Optional.ofNullable(records.get(key.digest()));
    }

    /// Notes that a record was of use.
    public void touch(CacheRecord item) {
        var used = records.computeIfPresent(item.id(), (_, there) -> there.usedAt(clock.instant()));
        if (used != null) write(used);
    }

    /// Notes what an instruction without a layer came to.
    ///
    /// @param imageId of all up to it
    /// @return whether one has come to the same before
    public boolean isKnown(String imageId) {
        if (states.size() > MOST_STATES) states.clear();
        return !states.add(imageId);
    }

    public void put(CacheRecord item) {
        records.put(item.id(), item);
        write(item);
    }

    /// Forgets a record whose layer is gone.
    public void forget(CacheRecord item) {
        records.remove(item.id());
        states.clear();
        try {
            Files.deleteIfExists(directory.resolve(item.id().hex()));
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /// The record of a step of this kind that has the most inputs in common, the youngest of
    /// several: what this step probably was before something of it changed.
    public Optional<CacheRecord> nearest(StepKey key) {
        return records.values().stream()
                .filter(item -> item.key().kind().equals(key.kind()))
                .max(
                        Comparator.<CacheRecord>comparingInt(item -> common(item.key(), key))
                                .thenComparing(item -> item.use().last()))
                .filter(item -> common(item.key(), key) > 0);
    }

    private static int common(StepKey one, StepKey other) {
        var inputs = new HashSet<>(one.inputs());
        inputs.retainAll(new HashSet<>(other.inputs()));
        return inputs.size();
    }

    /// The oldest first.
    public List<CacheRecord> list() {
        return records.values().stream()
                .sorted(Comparator.comparing(CacheRecord::made).thenComparing(CacheRecord::id))
                .toList();
    }

    /// What the image store must keep: DiffIDs and digests of blobs.
    public Set<Digest> retained() {
        var kept = new HashSet<Digest>();
        for (var item : records.values()) {
            var layer = item.layer();
            if (layer == null) continue;
            kept.add(layer.diffId());
            kept.add(layer.blob().digest());
        }
        return kept;
    }

    /// Forgets a record.
    ///
    /// @param id hexadecimal
    /// @return false when there is none
    public boolean forget(String id) {
        var item = records.get(new Digest(id));
        if (item != null) forget(item);
        return item != null;
    }

    private void write(CacheRecord item) {
        var temp = directory.resolve(TEMP + UUID.randomUUID());
        try {
            Files.write(temp, RecordJson.write(item));
            Files.move(temp, directory.resolve(item.id().hex()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    private Internal broken(IOException failed) {
        return new Internal(failed, FaultCode.BUILD_CACHE_BROKEN, directory, failed.toString());
    }
}
