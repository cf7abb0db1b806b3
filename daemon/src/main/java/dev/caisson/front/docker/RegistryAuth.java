package dev.caisson.front.docker;

import dev.caisson.image.registry.Credentials;
import dev.caisson.wire.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Credentials as clients send them: JSON, in a header as base64 for URLs.
///
/// What cannot be read counts as nobody, as in Docker: the registry then says what it thinks of
/// that. Source: moby api/types/registry/authconfig.go (behaviour).
final class RegistryAuth {
    private static final int LIMIT = 64 << 10;

    private RegistryAuth() {}

    static Credentials of(Call call) {
        var header = call.request().header("X-Registry-Auth");
        if (header == null || header.isEmpty() || header.length() > LIMIT) return Credentials.NONE;
        try {
            var standard = header.strip().replace('+', '-').replace('/', '_');
            var json = Base64.getUrlDecoder().decode(standard);
            return of(Json.mapper().readValue(json, AuthConfig.class));
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return Credentials.NONE;
        }
    }

    /// What a build may log in with, by registry.
    static Map<String, Credentials> ofBuild(Call call) {
        var known = new HashMap<String, Credentials>();
        var header = call.request().header("X-Registry-Config");
        if (header == null || header.isEmpty() || header.length() > LIMIT) return known;
        try {
            var standard = header.strip().replace('+', '-').replace('/', '_');
            var json = Json.mapper().readTree(Base64.getUrlDecoder().decode(standard));
            for (var entry : json.properties()) {
                var config = Json.mapper().treeToValue(entry.getValue(), AuthConfig.class);
                known.put(registry(entry.getKey()), of(config));
            }
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return Map.of();
        }
        return known;
    }

    /// `https://index.docker.io/v1/` is Docker's own, whose images are called `docker.io/…`.
    private static String registry(String written) {
        var host = written.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.equals("index.docker.io") ? "docker.io" : host;
    }

    static Credentials of(@Nullable AuthConfig config) {
        if (config == null) return Credentials.NONE;
        var registryToken = text(config.registryToken());
        if (!registryToken.isEmpty()) return new Credentials.Bearer(registryToken);
        var identityToken = text(config.identityToken());
        if (!identityToken.isEmpty()) return new Credentials.Identity(identityToken);
        var user = text(config.username());
        if (!user.isEmpty()) return new Credentials.Basic(user, text(config.password()));
        var both = text(config.auth());
        return both.isEmpty() ? Credentials.NONE : pair(both);
    }

    private static Credentials pair(String encoded) {
        try {
            var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon <= 0) return Credentials.NONE;
            return new Credentials.Basic(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException unreadable) {
            return Credentials.NONE;
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
