package dev.caisson.front.docker;

import dev.caisson.image.registry.Credentials;
import dev.caisson.wire.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
