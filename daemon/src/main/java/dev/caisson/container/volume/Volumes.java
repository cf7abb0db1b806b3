package dev.caisson.container.volume;

import dev.caisson.container.view.VolumeView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import dev.caisson.storage.ProjectQuotas;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The records of all volumes, and where their data is.
///
/// Records are read once; whoever reads them never waits. A change is on the disk before it is
/// seen.
public final class Volumes {
    public static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

    /// Docker's mark of a volume nobody gave a name.
    public static final String ANONYMOUS = "com.docker.volume.anonymous";

    private static final Logger LOG = LoggerFactory.getLogger(Volumes.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String RECORD = "volume.json";
    private static final String DATA = "_data";

    private final Path directory;
    private final ProjectQuotas quotas;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, StoredVolume> byName = new ConcurrentHashMap<>();
    private final Map<String, StoredVolume> byDirectory = new ConcurrentHashMap<>();
    private final JsonMapper json =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    public Volumes(Path directory, ProjectQuotas quotas, InstantSource clock) {
        this.directory = directory;
        this.quotas = quotas;
        this.clock = clock;
        load();
    }

    private void load() {
        try (var places = Files.newDirectoryStream(directory)) {
            for (var place : places) {
                if (Files.isDirectory(place)) read(place).ifPresent(this::know);
            }
        } catch (IOException failure) {
            throw failed("list", failure);
        }
    }

    private void know(StoredVolume volume) {
        byName.put(volume.name(), volume);
        byDirectory.put(volume.directory(), volume);
    }

    private Optional<StoredVolume> read(Path place) {
        var id = place.getFileName().toString();
        try {
            var bytes = Files.readAllBytes(place.resolve(RECORD));
            return Optional.of(json.readValue(bytes, StoredVolume.class).in(id));
        } catch (NoSuchFileException absent) {
            return withoutRecord(id, place);
        } catch (IOException | JacksonException failure) {
            LOG.error("volume={} cannot be read and is left alone", id, failure);
            return Optional.empty();
        }
    }

    /// Those of earlier versions have none.
    private static Optional<StoredVolume> withoutRecord(String id, Path place) {
        var data = place.resolve(DATA);
        if (!NAME.matcher(id).matches() || !Files.isDirectory(data)) return Optional.empty();
        try {
            var made = Files.getLastModifiedTime(data).toInstant();
            return Optional.of(
                    new StoredVolume(
                            StoredVolume.VERSION,
                            id,
                            id,
                            made,
                            Map.of(),
                            Map.of(),
                            isAnonymous(id)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// @param made false when it was there before
    public record Creation(StoredVolume stored, boolean made) {}

    /// Makes it, or finds the one with this name.
    ///
    /// @throws dev.caisson.fault.InvalidInput `VOLUME_NAME_INVALID`, `VOLUME_NAME_SHORT`,
    ///     `VOLUME_OPTIONS_INVALID`
    public Creation create(
            String name,
            Map<String, String> labels,
            Map<String, String> options,
            boolean anonymous) {
        check(name);
        var local = LocalOptions.parse(name, options);
        lock.lock();
        try {
            var known = byName.get(name);
            if (known != null) return new Creation(known, false);
            long limit = local instanceof LocalOptions.Directory(long bytes) ? bytes : 0;
            if (limit > 0) requireQuotas(name);
            var all = new HashMap<>(labels);
            if (anonymous) all.put(ANONYMOUS, "");
            var stored =
                    new StoredVolume(
                            StoredVolume.VERSION,
                            freeDirectory(name),
                            name,
                            now(),
                            all,
                            options,
                            anonymous);
            make(stored, limit);
            know(stored);
            return new Creation(stored, true);
        } catch (IOException failure) {
            throw failed(name, failure);
        } finally {
            lock.unlock();
        }
    }

    private Instant now() {
        return clock.instant();
    }

    /// @throws dev.caisson.fault.InvalidInput `VOLUME_NAME_INVALID`, `VOLUME_NAME_SHORT`
    public static void check(String name) {
        if (name.length() == 1) throw Faults.of(FaultCode.VOLUME_NAME_SHORT, name);
        if (!NAME.matcher(name).matches()) throw Faults.of(FaultCode.VOLUME_NAME_INVALID, name);
    }

    private String freeDirectory(String name) {
        return Files.exists(place(name)) ? anonymousName() : name;
    }

    private void requireQuotas(String name) {
        quotas.obstacle(directory)
                .ifPresent(
                        why -> {
                            throw Faults.of(
                                    FaultCode.VOLUME_OPTIONS_INVALID,
                                    name,
                                    "quota size requested but no quota support: " + why);
                        });
    }

    /// All of it or nothing.
    private void make(StoredVolume stored, long limit) throws IOException {
        try {
            makeDirectory(stored);
            if (limit > 0) quotas.limit(List.of(data(stored)), limit);
            write(stored);
        } catch (IOException | RuntimeException failure) {
            try {
                unmake(stored);
            } catch (IOException | RuntimeException stays) {
                failure.addSuppressed(stays);
            }
            throw failure;
        }
    }

    private void unmake(StoredVolume stored) throws IOException {
        var place = place(stored.directory());
        quotas.release(List.of(data(stored)));
        for (var made : List.of("." + RECORD, RECORD, DATA)) {
            Files.deleteIfExists(place.resolve(made));
        }
        Files.deleteIfExists(place);
    }

    /// Lets a directory that is to become the data of a volume hold no more than that may.
    public void limitAs(StoredVolume volume, Path data) {
        if (LocalOptions.parse(volume.name(), volume.options())
                        instanceof LocalOptions.Directory(long bytes)
                && bytes > 0) {
            quotas.limit(List.of(data), bytes);
        }
    }

    private void makeDirectory(StoredVolume stored) throws IOException {
        var place = place(stored.directory());
        Files.createDirectories(place);
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x---"));
        var data = Files.createDirectories(place.resolve(DATA));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(StoredVolume stored) throws IOException {
        var place = place(stored.directory());
        var temporary = place.resolve("." + RECORD);
        try (var channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(java.nio.ByteBuffer.wrap(json.writeValueAsBytes(stored)));
            channel.force(true);
        }
        Files.move(temporary, place.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
        sync(place);
        sync(directory);
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Gives it another name. Who uses it goes on.
    ///
    /// @throws dev.caisson.fault.Conflict `VOLUME_NAME_TAKEN`
    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    public StoredVolume rename(String name, String changed) {
        check(changed);
        lock.lock();
        try {
            var volume = required(name);
            if (byName.containsKey(changed)) {
                throw Faults.of(FaultCode.VOLUME_NAME_TAKEN, changed);
            }
            var renamed = volume.named(changed);
            write(renamed);
            know(renamed);
            byName.remove(name);
            return renamed;
        } catch (IOException failure) {
            throw failed(name, failure);
        } finally {
            lock.unlock();
        }
    }

    public Optional<StoredVolume> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    public StoredVolume required(String name) {
        return find(name).orElseThrow(() -> Faults.of(FaultCode.VOLUME_NOT_FOUND, name));
    }

    /// The volume whose data is at this path, whatever its name is now.
    public Optional<StoredVolume> at(String data) {
        var place = Path.of(data).getParent();
        if (place == null || !directory.equals(place.getParent())) return Optional.empty();
        return Optional.ofNullable(byDirectory.get(place.getFileName().toString()));
    }

    /// By name.
    public List<StoredVolume> all() {
        return byName.values().stream().sorted(Comparator.comparing(StoredVolume::name)).toList();
    }

    /// Takes it out of sight.
    ///
    /// @return what is left to be deleted
    public Path forget(StoredVolume volume) {
        lock.lock();
        try {
            var hidden = directory.resolve("." + anonymousName());
            Files.move(place(volume.directory()), hidden, StandardCopyOption.ATOMIC_MOVE);
            byName.remove(volume.name());
            byDirectory.remove(volume.directory());
            return hidden;
        } catch (IOException failure) {
            throw failed(volume.name(), failure);
        } finally {
            lock.unlock();
        }
    }

    /// What a crash left of removals.
    public List<Path> leftovers() {
        var left = new ArrayList<Path>();
        try {
            hidden(directory, left);
            for (var volume : all()) hidden(data(volume).resolveSibling("_snapshots"), left);
            return left;
        } catch (IOException failure) {
            throw failed("list", failure);
        }
    }

    private static void hidden(Path directory, List<Path> found) throws IOException {
        if (!Files.isDirectory(directory)) return;
        try (var places = Files.newDirectoryStream(directory, ".*")) {
            places.forEach(found::add);
        }
    }

    public Path data(StoredVolume volume) {
        return data(volume.directory());
    }

    Path data(String id) {
        return place(id).resolve(DATA);
    }

    /// Where a volume is; it need not exist.
    private Path place(String id) {
        return directory.resolve(id);
    }

    public VolumeView view(StoredVolume volume) {
        return new VolumeView(
                volume.name(),
                data(volume).toString(),
                volume.created(),
                volume.labels(),
                volume.options(),
                volume.anonymous());
    }

    /// 64 random digits, as Docker names a volume that was given no name.
    public static String anonymousName() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean isAnonymous(String name) {
        return name.length() == 64 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static Internal failed(String what, IOException failure) {
        return new Internal(failure, FaultCode.VOLUME_FAILED, what, String.valueOf(failure));
    }
}
