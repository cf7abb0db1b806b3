package dev.caisson.container;

import dev.caisson.container.view.VolumeView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Local volumes: a directory each, with `_data` and, beside it, `volume.json`.
///
/// A volume whose options say `o=bind` is another directory of the host; it has no data of its own.
final class Volumes {
    static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String RECORD = "volume.json";

    /// Docker's mark of a volume nobody gave a name.
    private static final String ANONYMOUS = "com.docker.volume.anonymous";

    private final Path directory;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final JsonMapper json =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /// What `volume.json` holds.
    ///
    /// @param version of the format
    /// @param anonymous made for a container that gave no name
    record Stored(
            int version,
            String name,
            Instant created,
            Map<String, String> labels,
            Map<String, String> options,
            boolean anonymous) {
        static final int VERSION = 1;

        Stored {
            labels = Map.copyOf(labels);
            options = Map.copyOf(options);
        }
    }

    Volumes(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// The data of a volume; made when it does not exist.
    Path data(String name) {
        boolean anonymous = isAnonymous(name);
        var labels = anonymous ? Map.of(ANONYMOUS, "") : Map.<String, String>of();
        return data(create(name, labels, Map.of(), anonymous).stored());
    }

    /// @param made false when it was there before
    record Creation(Stored stored, boolean made) {}

    /// @throws dev.caisson.fault.InvalidInput `VOLUME_NAME_INVALID`, `VOLUME_OPTIONS_INVALID`
    Creation create(
            String name,
            Map<String, String> labels,
            Map<String, String> options,
            boolean anonymous) {
        if (!NAME.matcher(name).matches()) throw Faults.of(FaultCode.VOLUME_NAME_INVALID, name);
        check(options);
        lock.lock();
        try {
            var known = find(name);
            if (known.isPresent()) return new Creation(known.get(), false);
            var stored =
                    new Stored(Stored.VERSION, name, clock.instant(), labels, options, anonymous);
            var data = Files.createDirectories(place(name).resolve("_data"));
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            var temporary = place(name).resolve("." + RECORD);
            Files.write(temporary, json.writeValueAsBytes(stored));
            Files.move(temporary, place(name).resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
            return new Creation(stored, true);
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.VOLUME_FAILED, name, String.valueOf(failure));
        } finally {
            lock.unlock();
        }
    }

    Optional<Stored> find(String name) {
        if (!NAME.matcher(name).matches()) return Optional.empty();
        var place = place(name);
        try {
            var bytes = Files.readAllBytes(place.resolve(RECORD));
            return Optional.of(json.readValue(bytes, Stored.class));
        } catch (NoSuchFileException absent) {
            return withoutRecord(name, place);
        } catch (IOException | JacksonException failure) {
            throw new Internal(failure, FaultCode.VOLUME_FAILED, name, String.valueOf(failure));
        }
    }

    /// Those of earlier versions have none.
    private static Optional<Stored> withoutRecord(String name, Path place) {
        var data = place.resolve("_data");
        if (!Files.isDirectory(data)) return Optional.empty();
        try {
            var made = Files.getLastModifiedTime(data).toInstant();
            return Optional.of(
                    new Stored(Stored.VERSION, name, made, Map.of(), Map.of(), isAnonymous(name)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    List<Stored> all() {
        var all = new ArrayList<Stored>();
        try (var places = Files.list(directory)) {
            places.sorted()
                    .forEach(place -> find(place.getFileName().toString()).ifPresent(all::add));
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.VOLUME_FAILED, "list", String.valueOf(failure));
        }
        return all;
    }

    void remove(String name) {
        lock.lock();
        try {
            Trees.delete(place(name));
        } finally {
            lock.unlock();
        }
    }

    Path data(Stored volume) {
        var device = volume.options().get("device");
        return isBind(volume.options()) && device != null
                ? Path.of(device)
                : place(volume.name()).resolve("_data");
    }

    VolumeView view(Stored volume) {
        return new VolumeView(
                volume.name(),
                place(volume.name()).resolve("_data").toString(),
                volume.created(),
                volume.labels(),
                volume.options(),
                volume.anonymous());
    }

    /// 64 random digits, as Docker names a volume that was given no name.
    String anonymousName() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static boolean isAnonymous(String name) {
        return name.length() == 64 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    /// Where a volume is; it need not exist.
    Path place(String name) {
        return directory.resolve(name);
    }

    private static boolean isBind(Map<String, String> options) {
        return List.of(options.getOrDefault("o", "").split(",", -1)).contains("bind");
    }

    private static void check(Map<String, String> options) {
        for (var key : options.keySet()) {
            if (!key.equals("type") && !key.equals("o") && !key.equals("device")) {
                throw Faults.of(
                        FaultCode.VOLUME_OPTIONS_INVALID, "invalid option: \"" + key + "\"");
            }
        }
        if (options.isEmpty()) return;
        var device = options.getOrDefault("device", "");
        if (!isBind(options)) {
            throw Faults.of(
                    FaultCode.NOT_SUPPORTED,
                    "volume of type " + options.getOrDefault("type", ""),
                    "a directory of the host works (type=none, o=bind, device=/path)");
        }
        if (!device.startsWith("/")) {
            throw Faults.of(FaultCode.VOLUME_OPTIONS_INVALID, "missing device in volume options");
        }
    }
}
