package dev.caisson.net.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializerBase;

/// A directory of records, one JSON file each, which appear by rename.
///
/// @param <T> what the files hold
final class NetworkJson<T> {
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .addModule(module())
                    .build();

    private final Path directory;
    private final Class<T> type;
    private final boolean durable;

    /// @param durable true when a file and its name are synced before it counts as written
    NetworkJson(Path directory, Class<T> type, boolean durable) {
        this.directory = directory;
        this.type = type;
        this.durable = durable;
    }

    void write(String id, T value) {
        var temporary = directory.resolve("." + id + ".tmp");
        try {
            if (!Files.isDirectory(directory)) Files.createDirectories(directory);
            Files.write(temporary, JSON.writeValueAsBytes(value));
            if (durable) sync(temporary);
            Files.move(temporary, directory.resolve(id + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
            if (durable) sync(directory);
        } catch (IOException failure) {
            throw broken(id, failure);
        }
    }

    /// Idempotent.
    void delete(String id) {
        try {
            Files.deleteIfExists(directory.resolve(id + SUFFIX));
            if (durable && Files.isDirectory(directory)) sync(directory);
        } catch (IOException failure) {
            throw broken(id, failure);
        }
    }

    /// All that can be read.
    ///
    /// @param unreadable gets the name of a file that cannot
    List<T> all(Function<String, Optional<T>> unreadable) {
        var found = new ArrayList<T>();
        try (var files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (var file : files) read(file, unreadable).ifPresent(found::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw broken(directory.toString(), failure);
        }
        return found;
    }

    private Optional<T> read(Path file, Function<String, Optional<T>> unreadable) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException | JacksonException failure) {
            return unreadable.apply(file + ": " + failure.getMessage());
        }
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Internal broken(String id, IOException failure) {
        return new Internal(failure, FaultCode.NETWORK_STORE_BROKEN, id, String.valueOf(failure));
    }

    private static SimpleModule module() {
        return new SimpleModule()
                .addSerializer(Subnet.class, new Text<>(Subnet.class, Subnet::toString))
                .addDeserializer(Subnet.class, new Parsed<>(Subnet.class, Subnet::parse))
                .addSerializer(InetAddress.class, new Text<>(InetAddress.class, Addresses::text))
                .addDeserializer(
                        InetAddress.class,
                        new Parsed<>(
                                InetAddress.class, text -> Addresses.parse(text).orElseThrow()));
    }

    private static final class Text<V> extends ToStringSerializerBase {
        private final Class<V> type;
        private final Function<V, String> text;

        Text(Class<V> type, Function<V, String> text) {
            super(type);
            this.type = type;
            this.text = text;
        }

        @Override
        public String valueToString(Object value) {
            return text.apply(type.cast(value));
        }
    }

    private static final class Parsed<V> extends FromStringDeserializer<V> {
        private final transient Function<String, V> parse;

        Parsed(Class<V> type, Function<String, V> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected V _deserialize(String text, DeserializationContext context) {
            return parse.apply(text);
        }
    }
}
