package dev.caisson.container;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.Unsupported;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Keeps containers on disk: `spec.json` and `state.json` in a directory each.
///
/// 1. A directory with a 64-digit name and a `spec.json` is a container; anything else in the
///    directory of containers is half-made or half-removed, and swept at the next start.
/// 2. Files appear by rename: they are whole or absent.
/// 3. They are synced within a second, not before the answer.
/// 4. Each container has a page of disk in reserve for its state. When the disk is full, what
///    happens to a container can still be written; the page is taken back as soon as there is room.
final class ContainerStore {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final String REMOVED = ".removed-";
    private static final String RESERVE = ".reserve";

    /// More than any state, and whole blocks of most file systems.
    private static final int RESERVED_BYTES = 8192;

    private final ContainerPaths paths;
    private final SyncBatch syncs;
    private final JsonMapper json =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    ContainerStore(ContainerPaths paths, SyncBatch syncs) {
        this.paths = paths;
        this.syncs = syncs;
    }

    /// What one directory holds.
    record Loaded(StoredContainer container, Optional<StoredState> state) {}

    /// @throws Internal `CONTAINER_NOT_WRITTEN`
    void writeSpec(Snapshot snapshot) {
        write(
                paths.directory(snapshot.id()),
                ContainerPaths.SPEC,
                new StoredContainer(
                        StoredContainer.VERSION, snapshot.name(), snapshot.definition()));
    }

    /// Keeps room for the first state.
    void reserve(ContainerId id) {
        reserve(paths.directory(id));
    }

    /// @throws Internal `CONTAINER_NOT_WRITTEN` when neither the disk nor the reserve has room
    void writeState(Snapshot snapshot) {
        var directory = paths.directory(snapshot.id());
        var state = StoredState.of(snapshot.state(), snapshot.history());
        try {
            write(directory, ContainerPaths.STATE, state);
            reserve(directory);
        } catch (Internal full) {
            writeInReserve(directory, state, full);
        }
    }

    /// Keeps a page for later, when there is room.
    private static void reserve(Path directory) {
        var reserve = directory.resolve(RESERVE);
        try {
            if (!Files.exists(reserve)) Files.write(reserve, new byte[RESERVED_BYTES]);
        } catch (IOException full) {
            drop(reserve, full);
        }
    }

    private void writeInReserve(Path directory, Object value, Internal full) {
        var reserve = directory.resolve(RESERVE);
        var bytes = json.writeValueAsBytes(value);
        try (var channel = FileChannel.open(reserve, StandardOpenOption.WRITE)) {
            if (bytes.length > channel.size()) throw full;
            var left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                int _ = channel.write(left);
            }
            channel.truncate(bytes.length);
            channel.force(true);
            Files.move(
                    reserve,
                    directory.resolve(ContainerPaths.STATE),
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            full.addSuppressed(failure);
            throw full;
        }
        reserve(directory);
    }

    /// What could not be written whole only takes room.
    private static void drop(Path half, IOException why) {
        try {
            Files.deleteIfExists(half);
        } catch (IOException second) {
            why.addSuppressed(second);
        }
    }

    void writeHealth(ContainerId id, HealthRecord health) {
        write(paths.directory(id), ContainerPaths.HEALTH, health);
    }

    /// What an earlier daemon found of its health; empty when nothing was checked.
    Optional<HealthRecord> health(ContainerId id) {
        var file = paths.directory(id).resolve(ContainerPaths.HEALTH);
        return read(id, file, HealthRecord.class);
    }

    /// The ids of all containers.
    List<ContainerId> ids() {
        var ids = new ArrayList<ContainerId>();
        for (var entry : entries()) {
            var name = entry.getFileName().toString();
            if (ID.matcher(name).matches() && Files.exists(entry.resolve(ContainerPaths.SPEC))) {
                ids.add(new ContainerId(name));
            }
        }
        return ids;
    }

    /// What is in the directory of containers and is none.
    List<Path> leftovers() {
        return entries().stream()
                .filter(
                        entry ->
                                !ID.matcher(entry.getFileName().toString()).matches()
                                        || !Files.exists(entry.resolve(ContainerPaths.SPEC)))
                .toList();
    }

    /// The container a leftover belonged to; empty when its name does not say.
    static Optional<ContainerId> idOf(Path leftover) {
        var name = leftover.getFileName().toString();
        var digits = name.startsWith(REMOVED) ? name.substring(REMOVED.length()) : name;
        return ID.matcher(digits).matches()
                ? Optional.of(new ContainerId(digits))
                : Optional.empty();
    }

    /// @throws Internal `CONTAINER_STORE_BROKEN`
    /// @throws Unsupported `CONTAINER_STORE_VERSION`
    Loaded load(ContainerId id) {
        var directory = paths.directory(id);
        var container =
                read(id, directory.resolve(ContainerPaths.SPEC), StoredContainer.class)
                        .orElseThrow(
                                () ->
                                        new Internal(
                                                FaultCode.CONTAINER_STORE_BROKEN,
                                                id,
                                                "it has no spec.json"));
        var state = read(id, directory.resolve(ContainerPaths.STATE), StoredState.class);
        check(id, container.version(), StoredContainer.VERSION);
        state.ifPresent(stored -> check(id, stored.version(), StoredState.VERSION));
        return new Loaded(container, state);
    }

    /// @throws Internal `CONTAINER_NOT_WRITTEN`
    void writeExec(ContainerId id, String execId, StoredExec exec) {
        write(paths.exec(id, execId), ContainerPaths.SESSION, exec);
    }

    /// The ids of exec sessions a container had.
    List<String> execs(ContainerId id) {
        var directory = paths.execs(id);
        if (!Files.isDirectory(directory)) return List.of();
        try (var listing = Files.list(directory)) {
            return listing.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.CONTAINER_STORE_BROKEN, id, String.valueOf(failure));
        }
    }

    /// @return empty when the session was never written down
    /// @throws Internal `CONTAINER_STORE_BROKEN`
    /// @throws Unsupported `CONTAINER_STORE_VERSION`
    Optional<StoredExec> loadExec(ContainerId id, String execId) {
        var file = paths.exec(id, execId).resolve(ContainerPaths.SESSION);
        var stored = read(id, file, StoredExec.class);
        stored.ifPresent(exec -> check(id, exec.version(), StoredExec.VERSION));
        return stored;
    }

    /// Takes a container's directory out of sight, at once: what remains is to delete it.
    ///
    /// @return where it is now; empty when it was gone
    Optional<Path> discard(ContainerId id) {
        var target = paths.containers().resolve(REMOVED + id.value());
        try {
            Files.move(paths.directory(id), target, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(target);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.CONTAINER_STORE_BROKEN, id, String.valueOf(failure));
        }
    }

    private List<Path> entries() {
        try (var listing = Files.list(paths.containers())) {
            return listing.toList();
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.CONTAINER_STORE_BROKEN, "list", String.valueOf(failure));
        }
    }

    private static void check(ContainerId id, int version, int known) {
        if (version > known) {
            throw new Unsupported(FaultCode.CONTAINER_STORE_VERSION, id, version, known);
        }
    }

    private <T> Optional<T> read(ContainerId id, Path file, Class<T> type) {
        try {
            return Optional.of(json.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | JacksonException failure) {
            throw new Internal(
                    failure,
                    FaultCode.CONTAINER_STORE_BROKEN,
                    id,
                    file.getFileName() + ": " + failure.getMessage());
        }
    }

    private void write(Path directory, String name, Object value) {
        var temporary = directory.resolve("." + name + ".tmp");
        var file = directory.resolve(name);
        try {
            Files.write(temporary, json.writeValueAsBytes(value));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            drop(temporary, failure);
            throw new Internal(
                    failure,
                    FaultCode.CONTAINER_NOT_WRITTEN,
                    directory.getFileName(),
                    name + ": " + failure);
        }
        syncs.add(file);
    }
}
