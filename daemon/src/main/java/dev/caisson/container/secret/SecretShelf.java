package dev.caisson.container.secret;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The secrets of this host, one file each. Changes are durable when they return. May block.
public final class SecretShelf {
    /// As swarm's.
    private static final int LIMIT = 500 << 10;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}");
    private static final String ENDING = ".json";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final String credentials;
    private final InstantSource clock;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, StoredSecret> byName = new ConcurrentHashMap<>();
    private @Nullable SealKey key;

    /// @param credentials where systemd puts them; empty for nowhere
    public SecretShelf(Path directory, String credentials, InstantSource clock) {
        this.directory = directory;
        this.credentials = credentials;
        this.clock = clock;
        if (!Files.isDirectory(directory)) return;
        try (var files = Files.newDirectoryStream(directory, "[!.]*" + ENDING)) {
            for (var file : files) {
                var secret = json.readValue(Files.readAllBytes(file), StoredSecret.class);
                byName.put(secret.name(), secret);
            }
        } catch (IOException | JacksonException failure) {
            throw failed(failure);
        }
    }

    /// @throws dev.caisson.fault.InvalidInput `SECRET_INVALID`
    /// @throws dev.caisson.fault.Conflict `SECRET_NAME_TAKEN`
    public StoredSecret create(String name, Map<String, String> labels, byte[] content) {
        if (!NAME.matcher(name).matches()) {
            throw Faults.of(FaultCode.SECRET_INVALID, "a name has 1 to 64 of [a-zA-Z0-9_.-]");
        }
        if (content.length == 0 || content.length > LIMIT) {
            throw Faults.of(FaultCode.SECRET_INVALID, "it has 1 to " + LIMIT + " bytes");
        }
        lock.lock();
        try {
            if (byName.containsKey(name)) throw Faults.of(FaultCode.SECRET_NAME_TAKEN, name);
            makeDirectory();
            var id = randomId();
            var sealed = key().seal(id, content);
            var secret =
                    new StoredSecret(
                            StoredSecret.VERSION, id, name, clock.instant(), labels, sealed);
            var temporary = directory.resolve("." + id);
            writeDurably(temporary, json.writeValueAsBytes(secret));
            Files.move(temporary, file(secret), StandardCopyOption.ATOMIC_MOVE);
            sync();
            byName.put(name, secret);
            return secret;
        } catch (IOException failure) {
            throw failed(failure);
        } finally {
            lock.unlock();
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.isDirectory(directory)) return;
        var owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(owner));
    }

    private SealKey key() {
        var known = key;
        if (known == null) {
            known = SealKey.of(directory, credentials);
            key = known;
        }
        return known;
    }

    static void writeDurably(Path file, byte[] bytes) throws IOException {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) channel.write(left);
            channel.force(true);
        }
    }

    private void sync() throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String randomId() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Path file(StoredSecret secret) {
        return directory.resolve(secret.id() + ENDING);
    }

    /// By name.
    public List<StoredSecret> all() {
        return byName.values().stream().sorted(Comparator.comparing(StoredSecret::name)).toList();
    }

    public Optional<StoredSecret> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// @throws dev.caisson.fault.NotFound `SECRET_NOT_FOUND`
    public StoredSecret required(String name) {
        return find(name).orElseThrow(() -> Faults.of(FaultCode.SECRET_NOT_FOUND, name));
    }

    /// The content; whoever gets it must not keep it.
    public byte[] content(String name) {
        var secret = required(name);
        lock.lock();
        try {
            return key().open(secret.id(), secret.sealed());
        } finally {
            lock.unlock();
        }
    }

    public void remove(String name) {
        lock.lock();
        try {
            var secret = required(name);
            Files.deleteIfExists(file(secret));
            sync();
            byName.remove(name);
        } catch (IOException failure) {
            throw failed(failure);
        } finally {
            lock.unlock();
        }
    }

    private static Internal failed(Exception failure) {
        return new Internal(failure, FaultCode.SECRET_FAILED, String.valueOf(failure));
    }
}
