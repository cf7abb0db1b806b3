package dev.caisson.image.registry;

import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.json.RegistryJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The `Authorization` header of one user for one endpoint: learns from challenges what is wanted,
/// gets tokens, keeps them until shortly before they expire. For any number of threads; one gets
/// a token while the others wait for it.
final class Authorizer {
    private static final String CLIENT = "caisson";
    // Source: distribution docs/spec/auth/token.md, expires_in.
    private static final long SHORTEST_LIFE = 60;

    private final Endpoint endpoint;
    private final Credentials credentials;
    private final Wire wire;
    private final InstantSource clock;
    private final boolean isLogin;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Set<String>, Kept> tokens = new HashMap<>();
    private final Set<String> demanded = new TreeSet<>();
    private @Nullable Challenge learned;
    private String refresh = "";

    /// @param isLogin whether a refresh token is wanted
    Authorizer(
            Endpoint endpoint,
            Credentials credentials,
            Wire wire,
            InstantSource clock,
            boolean isLogin) {
        this.isLogin = isLogin;
        this.endpoint = endpoint;
        this.credentials = endpoint.isMirror() ? Credentials.NONE : credentials;
        this.wire = wire;
        this.clock = clock;
    }

    private record Kept(String header, Instant until) {}

    /// The refresh token that came with an access token; empty when there was none.
    String refreshToken() {
        lock.lock();
        try {
            return refresh;
        } finally {
            lock.unlock();
        }
    }

    /// What to send before anything was refused.
    Optional<String> header(Set<String> scopes) throws IOException, InterruptedException {
        lock.lock();
        try {
            if (credentials instanceof Credentials.Bearer(var token)) {
                return Optional.of("Bearer " + token);
            }
            if (learned == null) return Optional.empty();
            return header(learned, scopes);
        } finally {
            lock.unlock();
        }
    }

    /// What to send after a refusal.
    ///
    /// @param refused the header that was not enough
    Optional<String> answer(Challenge challenge, Set<String> scopes, Optional<String> refused)
            throws IOException, InterruptedException {
        lock.lock();
        try {
            learned = challenge;
            var scope = challenge.parameter("scope");
            if (!scope.isBlank()) demanded.addAll(List.of(scope.strip().split("\\s+")));
            // Another thread may have got a better one since.
            tokens.computeIfPresent(
                    scopes, (_, kept) -> refused.equals(Optional.of(kept.header)) ? null : kept);
            return header(challenge, scopes);
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> header(Challenge challenge, Set<String> scopes)
            throws IOException, InterruptedException {
        if (challenge.scheme().equals("basic")) {
            return credentials instanceof Credentials.Basic basic
                    ? Optional.of(basic.header())
                    : Optional.empty();
        }
        var kept = tokens.get(scopes);
        if (kept != null && clock.instant().isBefore(kept.until)) return Optional.of(kept.header);
        var token = token(challenge, scopes);
        long seconds = Math.max(token.seconds(), SHORTEST_LIFE);
        var life = Duration.ofSeconds(Math.min(seconds, 86_400)).multipliedBy(9).dividedBy(10);
        var header = "Bearer " + token.access();
        tokens.put(Set.copyOf(scopes), new Kept(header, clock.instant().plus(life)));
        if (!token.refresh().isEmpty()) refresh = token.refresh();
        return Optional.of(header);
    }

    private RegistryJson.Token token(Challenge challenge, Set<String> scopes)
            throws IOException, InterruptedException {
        var realm = realm(challenge);
        var all = new TreeSet<>(demanded);
        all.addAll(scopes);
        all.removeIf(String::isEmpty);
        var server = new Endpoint(new RegistryHost(realm.getRawAuthority()), realm, false);
        var ask =
                switch (credentials) {
                    case Credentials.Identity(var identity) ->
                            exchange(realm, challenge, all, identity);
                    case Credentials.Basic _, Credentials.Anonymous _, Credentials.Bearer _ ->
                            Ask.of("GET", query(realm, challenge, all), "");
                };
        var header =
                credentials instanceof Credentials.Basic basic
                        ? Optional.of(basic.header())
                        : Optional.<String>empty();
        try (var reply = wire.send(origin(server), ask, header)) {
            if (reply.isSuccess()) {
                return RegistryJson.token(reply.body().readNBytes(RegistryJson.TOKEN_LIMIT + 1));
            }
            if (reply.status() >= 500 || reply.status() == 429) {
                throw new IOException("token server answers with status " + reply.status());
            }
            var errors = reply.errors();
            var why =
                    errors.isEmpty()
                            ? "unauthorized: incorrect username or password"
                            : errors.getFirst().text();
            throw new Denied(FaultCode.REGISTRY_UNAUTHORIZED, ask.shown(), why);
        }
    }

    private static Endpoint origin(Endpoint server) {
        var realm = server.base();
        return new Endpoint(
                server.host(),
                URI.create(realm.getScheme() + "://" + realm.getRawAuthority()),
                false);
    }

    // A registry behind TLS must not make the password travel without.
    private URI realm(Challenge challenge) {
        var text = challenge.parameter("realm");
        try {
            var realm = URI.create(text);
            var scheme = String.valueOf(realm.getScheme());
            boolean secure = scheme.equals("https");
            boolean same = scheme.equals("http") && endpoint.base().getScheme().equals("http");
            if (realm.getHost() != null && (secure || same)) return realm;
        } catch (IllegalArgumentException broken) {
            throw refused(text, broken);
        }
        throw refused(text, null);
    }

    private InvalidInput refused(String realm, @Nullable Exception cause) {
        var why = "it wants tokens from \"" + realm + "\"";
        return cause == null
                ? new InvalidInput(FaultCode.REGISTRY_MISBEHAVES, endpoint.host().name(), why)
                : new InvalidInput(
                        cause, FaultCode.REGISTRY_MISBEHAVES, endpoint.host().name(), why);
    }

    private URI query(URI realm, Challenge challenge, Set<String> scopes) {
        var parts = new ArrayList<String>();
        if (realm.getRawQuery() != null) parts.add(realm.getRawQuery());
        if (!challenge.parameter("service").isEmpty()) {
            parts.add("service=" + escaped(challenge.parameter("service")));
        }
        for (var scope : scopes) parts.add("scope=" + escaped(scope));
        if (credentials instanceof Credentials.Basic basic) {
            parts.add("account=" + escaped(basic.user()));
            parts.add("client_id=" + CLIENT);
            if (isLogin) parts.add("offline_token=true");
        }
        var path = realm.getRawPath() == null ? "" : realm.getRawPath();
        return URI.create(
                realm.getScheme()
                        + "://"
                        + realm.getRawAuthority()
                        + path
                        + (parts.isEmpty() ? "" : "?" + String.join("&", parts)));
    }

    private static Ask exchange(
            URI realm, Challenge challenge, Set<String> scopes, String identity) {
        var form =
                "grant_type=refresh_token&client_id="
                        + CLIENT
                        + "&service="
                        + escaped(challenge.parameter("service"))
                        + "&scope="
                        + escaped(String.join(" ", scopes))
                        + "&refresh_token="
                        + escaped(identity);
        return Ask.of("POST", realm, "")
                .with("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
