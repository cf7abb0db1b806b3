package dev.caisson.cli.registry;

import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `config.json` in `$DOCKER_CONFIG` or `~/.docker`: who the user is at which registry. What else
/// is in the file stays there. Source: docker/cli cli/config/configfile (behaviour).
public final class ClientConfig {
    /// The key under which docker keeps its own registry.
    static final String HUB = "https://index.docker.io/v1/";

    private static final String TOKEN_USER = "<token>";

    private final Path file;
    private final Map<String, String> environment;
    private final Map<String, @Nullable Object> content;

    private ClientConfig(
            Path file, Map<String, String> environment, Map<String, @Nullable Object> content) {
        this.file = file;
        this.environment = environment;
        this.content = content;
    }

    public static ClientConfig read(Map<String, String> environment) throws IOException {
        var directory = environment.get("DOCKER_CONFIG");
        var file =
                directory == null
                        ? Path.of(environment.getOrDefault("HOME", "/"), ".docker", "config.json")
                        : Path.of(directory, "config.json");
        var content = new LinkedHashMap<String, @Nullable Object>();
        try {
            content.putAll(Json.object(Json.parse(Files.readAllBytes(file))));
        } catch (NoSuchFileException none) {
            // Nobody has logged in yet.
        }
        return new ClientConfig(file, environment, content);
    }

    /// The key of the registry an image belongs to.
    public static String registryOf(String image) {
        int slash = image.indexOf('/');
        var first = slash < 0 ? "" : image.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        return isHost ? key(first) : HUB;
    }

    /// The key of a registry as a user names it.
    static String key(String server) {
        var host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return switch (host) {
            case "", "docker.io", "index.docker.io", "registry-1.docker.io" -> HUB;
            default -> host;
        };
    }

    /// What is known of the user at a registry, as the daemon takes it.
    Optional<Map<String, Object>> credentials(String registry) throws IOException {
        var helper = helper(registry);
        if (helper.isPresent()) {
            return helper.get().get(registry).map(found -> authConfig(registry, found));
        }
        var entry = Json.at(content, "auths", registry);
        var pair = decoded(Json.text(entry, "auth"));
        int colon = pair.indexOf(':');
        var found =
                new CredentialHelper.Found(
                        colon < 0 ? Json.text(entry, "username") : pair.substring(0, colon),
                        colon < 0 ? Json.text(entry, "password") : pair.substring(colon + 1));
        var token = Json.text(entry, "identitytoken");
        if (!token.isEmpty()) found = new CredentialHelper.Found(TOKEN_USER, token);
        return found.user().isEmpty() ? Optional.empty() : Optional.of(authConfig(registry, found));
    }

    /// The header that carries them.
    public Map<String, String> header(String registry) throws IOException {
        var found = credentials(registry);
        if (found.isEmpty()) return Map.of();
        var encoded = Base64.getUrlEncoder().encodeToString(Json.write(found.get()));
        return Map.of("X-Registry-Auth", encoded);
    }

    /// The header that carries what is known of the user at all registries of the file: a build may
    /// pull from any of them.
    public static Map<String, String> allCredentials(Map<String, String> environment)
            throws IOException {
        var config = read(environment);
        var all = new LinkedHashMap<String, Object>();
        for (var registry : config.entries().keySet()) {
            config.credentials(registry).ifPresent(found -> all.put(registry, found));
        }
        if (all.isEmpty()) return Map.of();
        return Map.of("X-Registry-Config", Base64.getUrlEncoder().encodeToString(Json.write(all)));
    }

    private static Map<String, Object> authConfig(String registry, CredentialHelper.Found found) {
        return found.user().equals(TOKEN_USER)
                ? Map.of("identitytoken", found.secret(), "serveraddress", registry)
                : Map.of(
                        "username", found.user(),
                        "password", found.secret(),
                        "serveraddress", registry);
    }

    private static String decoded(String auth) throws IOException {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new IOException("invalid auth configuration file", broken);
        }
    }

    /// Keeps the outcome of a login.
    ///
    /// @return where it is unprotected; empty when a helper keeps it
    Optional<Path> store(String registry, String user, String password, String token)
            throws IOException {
        var helper = helper(registry);
        var entry = new LinkedHashMap<String, @Nullable Object>();
        if (helper.isPresent()) {
            var found =
                    token.isEmpty()
                            ? new CredentialHelper.Found(user, password)
                            : new CredentialHelper.Found(TOKEN_USER, token);
            helper.get().store(registry, found);
        } else if (token.isEmpty()) {
            var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            entry.put("auth", Base64.getEncoder().encodeToString(pair));
        } else {
            var pair = (user + ":").getBytes(StandardCharsets.UTF_8);
            entry.put("auth", Base64.getEncoder().encodeToString(pair));
            entry.put("identitytoken", token);
        }
        var entries = entries();
        entries.put(registry, entry);
        write(entries);
        return helper.isPresent() ? Optional.empty() : Optional.of(file);
    }

    /// @return whether there was something to forget
    boolean erase(String registry) throws IOException {
        var helper = helper(registry);
        if (helper.isPresent()) helper.get().erase(registry);
        var entries = entries();
        boolean known = entries.remove(registry) != null;
        if (known) write(entries);
        return known || helper.isPresent();
    }

    private Map<String, @Nullable Object> entries() {
        return new LinkedHashMap<>(Json.object(content.getOrDefault("auths", Map.of())));
    }

    private Optional<CredentialHelper> helper(String registry) throws IOException {
        var own = Json.text(Json.at(content, "credHelpers"), registry);
        var name = own.isEmpty() ? Json.text(content, "credsStore") : own;
        if (name.isEmpty()) return Optional.empty();
        return Optional.of(CredentialHelper.find(name, environment));
    }

    private void write(Map<String, @Nullable Object> entries) throws IOException {
        content.put("auths", entries);
        var directory = file.toAbsolutePath().getParent();
        if (directory == null) throw new IOException("cannot write " + file);
        Files.createDirectories(directory);
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var temp = Files.createTempFile(directory, "config.json", "", mode);
        try {
            Files.writeString(temp, Json.indented(content) + "\n");
            // A link to a file elsewhere stays a link.
            var target = Files.exists(file) ? file.toRealPath() : file;
            Files.move(temp, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
