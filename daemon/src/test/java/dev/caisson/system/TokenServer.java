package dev.caisson.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// Gives out the tokens that Debian's registry asks for, to [RegistryProcess#USER] and to nobody
/// else. Source: distribution docs/content/spec/auth/token.md.
public final class TokenServer implements AutoCloseable {
    /// What it says to others.
    public static final String REFUSAL = "the token server does not know you";

    private static final String SERVICE = "caisson-test";
    private static final String ISSUER = "caisson-issuer";

    private final Path directory = Directories.temporary();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final PrivateKey key;
    private final String certificate;

    public TokenServer() {
        try {
            var openssl = HostTools.installed("openssl", "openssl").toString();
            var made =
                    CommandOutcome.of(
                            openssl,
                            "req",
                            "-x509",
                            "-newkey",
                            "rsa:2048",
                            "-nodes",
                            "-days",
                            "2",
                            "-subj",
                            "/CN=caisson-token",
                            "-keyout",
                            file("key").toString(),
                            "-out",
                            file("crt").toString());
            assertThat(made.code()).as(made.err()).isZero();
            key =
                    KeyFactory.getInstance("RSA")
                            .generatePrivate(new PKCS8EncodedKeySpec(pem(file("key"))));
            certificate = Base64.getEncoder().encodeToString(pem(file("crt")));
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
        server.createContext("/token", this::answer);
        server.start();
    }

    private Path file(String ending) {
        return directory.resolve("token." + ending);
    }

    private static byte[] pem(Path file) throws IOException {
        var text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(text);
    }

    /// What stands under `auth:` in the registry's configuration.
    String configuration() {
        return "{token: {realm: \"http://127.0.0.1:%d/token\", service: %s, issuer: %s,"
                        .formatted(server.getAddress().getPort(), SERVICE, ISSUER)
                + " rootcertbundle: "
                + file("crt")
                + "}}";
    }

    /// The scopes it was asked for, in order.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var scopes = scopes(exchange);
            asked.addAll(scopes);
            var user = RegistryProcess.USER + ":" + RegistryProcess.PASSWORD;
            var known = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
            var said = exchange.getRequestHeaders().getFirst("Authorization");
            boolean isKnown = known.equals(said);
            var text =
                    isKnown || said == null
                            ? "{\"token\":\"" + token(isKnown ? scopes : List.of()) + "\"}"
                            : "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\""
                                    + REFUSAL
                                    + "\"}]}";
            var bytes = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isKnown || said == null ? 200 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static List<String> scopes(HttpExchange exchange) {
        var scopes = new ArrayList<String>();
        var query = exchange.getRequestURI().getRawQuery();
        for (var part : query == null ? new String[0] : query.split("&", -1)) {
            if (!part.startsWith("scope=")) continue;
            var all = URLDecoder.decode(part.substring("scope=".length()), UTF_8);
            scopes.addAll(List.of(all.split(" ", -1)));
        }
        return scopes;
    }

    private String token(List<String> scopes) {
        var access = new ArrayList<String>();
        for (var scope : scopes) {
            var parts = scope.split(":", 3);
            if (parts.length < 3) continue;
            access.add(
                    "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                            .formatted(parts[0], parts[1], parts[2].replace(",", "\",\"")));
        }
        long now = Instant.now().getEpochSecond();
        var head = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}";
        var claims =
                """
                {"iss":"%s","sub":"%s","aud":"%s","exp":%d,"nbf":%d,"iat":%d,"jti":"%s","access":[%s]}\
                """
                        .formatted(
                                ISSUER,
                                RegistryProcess.USER,
                                SERVICE,
                                now + 300,
                                now - 10,
                                now,
                                UUID.randomUUID(),
                                String.join(",", access));
        var signed = encoded(head.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
        return signed + "." + encoded(signature(signed));
    }

    private byte[] signature(String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        Directories.remove(directory);
    }
}
