package dev.caisson.image.hosted;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.MediaType;
import dev.caisson.image.blob.Blob;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.image.json.PushedJson;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What was pushed to this host: repositories with their tags, manifests and blobs. Its list is
/// the file `pushed.json`, an index of manifests with an entry for each tag. For any number of
/// threads.
public final class Shelf {
    private static final String FILE = "pushed.json";
    private static final String REPOSITORY = "dev.caisson.pushed.repository";
    private static final String TAG = "org.opencontainers.image.ref.name";

    /// How long a blob waits for a manifest that needs it.
    private static final Duration WAITING = Duration.ofDays(1);

    private final BlobStore blobs;
    private final Holding holding;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RepositoryPath, Shelved> repositories = new TreeMap<>();

    private Shelf(BlobStore blobs, Holding holding, Clock clock) {
        this.blobs = blobs;
        this.holding = holding;
        this.clock = clock;
    }

    /// Reads what is there; an entry whose manifest cannot be read is left out.
    public static Shelf open(BlobStore blobs, Holding holding, Clock clock) throws IOException {
        var shelf = new Shelf(blobs, holding, clock);
        var file = blobs.readBeside(FILE);
        if (file == null) return shelf;
        var index = ManifestJson.index(file, MediaType.OCI_INDEX, FILE);
        for (var entry : index.manifests()) {
            try {
                shelf.restore(entry);
            } catch (Fault damaged) {
                // Whoever pulls it is told that it is unknown, whoever pushes it again mends it.
            }
        }
        return shelf;
    }

    private void restore(Descriptor entry) throws IOException {
        var path = new RepositoryPath(entry.annotations().getOrDefault(REPOSITORY, ""));
        var content = blobs.read(entry, ManifestJson.SIZE_LIMIT);
        var reading = PushedJson.read(content, entry.mediaType());
        var repository = repositories.computeIfAbsent(path, _ -> new Shelved());
        var now = clock.instant();
        for (var blob : reading.blobs()) repository.link(blob, holding.hold(blob), now);
        repository.link(entry.digest(), holding.hold(entry.digest()), now);
        var item = new Shelved.Item(entry.withAnnotations(Map.of()), trimmed(reading));
        repository.put(item, entry.annotations().get(TAG));
    }

    // Only those of referrers are ever shown, and they may be large.
    private static PushedJson.Reading trimmed(PushedJson.Reading reading) {
        return reading.subject() != null
                ? reading
                : new PushedJson.Reading(reading.artifactType(), reading.blobs(), null, Map.of());
    }

    /// What is done with a repository under the lock.
    @FunctionalInterface
    private interface Work<T> {
        T with(Shelved repository) throws IOException;
    }

    private <T> T locked(RepositoryPath path, Work<T> work) throws IOException {
        lock.lock();
        try {
            var repository = repositories.computeIfAbsent(path, _ -> new Shelved());
            try {
                return work.with(repository);
            } finally {
                if (repository.isEmpty()) repositories.remove(path);
            }
        } finally {
            lock.unlock();
        }
    }

    private <T> T reading(RepositoryPath path, java.util.function.Function<Shelved, T> work) {
        lock.lock();
        try {
            var repository = repositories.get(path);
            return work.apply(repository == null ? new Shelved() : repository);
        } finally {
            lock.unlock();
        }
    }

    /// Every blob that must stay.
    public Set<Digest> blobs() {
        lock.lock();
        try {
            var all = new HashSet<Digest>();
            for (var repository : repositories.values()) repository.blobs().forEach(all::add);
            return all;
        } finally {
            lock.unlock();
        }
    }

    Set<RepositoryPath> repositories() {
        lock.lock();
        try {
            return new TreeSet<>(repositories.keySet());
        } finally {
            lock.unlock();
        }
    }

    boolean knows(RepositoryPath path) {
        return reading(path, repository -> !repository.isEmpty());
    }

    Set<String> tags(RepositoryPath path) {
        return reading(path, repository -> Set.copyOf(repository.tags().keySet()));
    }

    List<String> tagsOf(RepositoryPath path, Digest manifest) {
        return reading(
                path,
                repository ->
                        repository.tags().entrySet().stream()
                                .filter(entry -> entry.getValue().equals(manifest))
                                .map(Map.Entry::getKey)
                                .toList());
    }

    Optional<Descriptor> find(RepositoryPath path, Which which) {
        return reading(path, repository -> repository.find(which).map(Shelved.Item::descriptor));
    }

    byte[] read(Descriptor manifest) throws IOException {
        return blobs.read(manifest, ManifestJson.SIZE_LIMIT);
    }

    /// Opens a blob; empty when the repository has it not.
    Optional<HostedContent> open(RepositoryPath path, Digest digest) throws IOException {
        // Held before the look, so that what is found stays.
        var held = holding.hold(digest);
        var found = has(path, digest) ? blobs.find(digest) : Optional.<Blob>empty();
        if (found.isEmpty()) {
            held.close();
            return Optional.empty();
        }
        return Optional.of(
                new HostedContent(
                        digest,
                        found.get().size(),
                        (from, length) -> blobs.open(digest, from, length),
                        held));
    }

    boolean has(RepositoryPath path, Digest blob) {
        return reading(path, repository -> repository.has(blob));
    }

    List<Referrer> referrers(RepositoryPath path, Digest subject) {
        return reading(path, repository -> repository.referrers(subject));
    }

    /// Begins to receive a blob.
    Upload begin(RepositoryPath path) throws IOException {
        lock.lock();
        try {
            var before = clock.instant().minus(WAITING);
            for (var repository : repositories.values()) repository.forget(before);
            repositories.values().removeIf(Shelved::isEmpty);
        } finally {
            lock.unlock();
        }
        return new Upload(path, blobs, holding, clock.instant());
    }

    /// Takes over `held`.
    void link(RepositoryPath path, Digest blob, Holding.Held held) throws IOException {
        var _ =
                locked(
                        path,
                        repository -> {
                            repository.link(blob, held, clock.instant());
                            return true;
                        });
    }

    /// Links a blob that is here.
    void hold(RepositoryPath path, Digest blob) throws IOException {
        link(path, blob, holding.hold(blob));
    }

    /// Puts a manifest there.
    ///
    /// @param tag null for none
    Placed put(RepositoryPath path, @Nullable String tag, Descriptor manifest, byte[] content)
            throws IOException {
        var reading = PushedJson.read(content, manifest.mediaType());
        var _ = require(path, reading);
        Holding.Held[] held = new Holding.Held[1];
        try (var receiving = blobs.begin(digest -> held[0] = holding.hold(digest))) {
            receiving.write(content, 0, content.length);
            var _ = receiving.commit(manifest.digest(), manifest.size());
        }
        blobs.sync();
        var digest = manifest.digest();
        var item = new Shelved.Item(manifest, trimmed(reading));
        return locked(
                path,
                repository -> {
                    repository.link(digest, held[0], clock.instant());
                    repository.requireBlobs(reading);
                    var before = tag == null ? null : repository.tags().get(tag);
                    boolean isNew = !repository.manifests().containsKey(digest);
                    repository.put(item, tag);
                    try {
                        write();
                    } catch (IOException | RuntimeException full) {
                        if (isNew) repository.remove(digest);
                        if (tag != null && before != null) repository.tags().put(tag, before);
                        throw full;
                    }
                    return new Placed(item.descriptor(), reading.subject());
                });
    }

    private boolean require(RepositoryPath path, PushedJson.Reading reading) {
        return reading(
                path,
                repository -> {
                    repository.requireBlobs(reading);
                    return true;
                });
    }

    /// @param subject what the manifest is about; null for nothing
    record Placed(Descriptor manifest, @Nullable Digest subject) {}

    /// Takes a tag away, or a manifest with its tags.
    void delete(RepositoryPath path, Which which) throws IOException {
        var _ =
                locked(
                        path,
                        repository -> {
                            if (repository.find(which).isEmpty()) {
                                throw new NotFound(FaultCode.HOSTED_MANIFEST_UNKNOWN, which);
                            }
                            switch (which) {
                                case Which.Tag(var name) -> repository.tags().remove(name);
                                case Which.Content(var digest) -> repository.remove(digest);
                            }
                            write();
                            return true;
                        });
    }

    /// @throws Denied `HOSTED_BLOB_USED`
    void deleteBlob(RepositoryPath path, Digest blob) throws IOException {
        var _ =
                locked(
                        path,
                        repository -> {
                            if (!repository.has(blob)) {
                                throw new NotFound(FaultCode.HOSTED_BLOB_UNKNOWN, blob);
                            }
                            if (repository.isNeeded(blob)) {
                                throw new Denied(FaultCode.HOSTED_BLOB_USED, blob);
                            }
                            repository.unlink(blob);
                            return true;
                        });
    }

    private void write() throws IOException {
        var entries = new ArrayList<Descriptor>();
        repositories.forEach(
                (path, repository) -> {
                    var name = Map.of(REPOSITORY, path.value());
                    var tagged = Set.copyOf(repository.tags().values());
                    repository
                            .manifests()
                            .values()
                            .forEach(
                                    item -> {
                                        var plain = item.descriptor();
                                        if (tagged.contains(plain.digest())) return;
                                        entries.add(plain.withAnnotations(name));
                                    });
                    repository
                            .tags()
                            .forEach(
                                    (tag, digest) -> {
                                        var item = repository.manifests().get(digest);
                                        if (item == null) return;
                                        var both = Map.of(REPOSITORY, path.value(), TAG, tag);
                                        entries.add(item.descriptor().withAnnotations(both));
                                    });
                });
        var file = ManifestJson.write(new ImageIndex(MediaType.OCI_INDEX, entries, Map.of()));
        if (file.length > ManifestJson.SIZE_LIMIT || entries.size() > ManifestJson.INDEX_LIMIT) {
            throw new Unavailable(FaultCode.HOSTED_FULL, entries.size());
        }
        blobs.writeBeside(FILE, file);
    }
}
