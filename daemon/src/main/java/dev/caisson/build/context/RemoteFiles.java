package dev.caisson.build.context;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Fetches files by their addresses: http and https only, also after a redirection.
public final class RemoteFiles {
    private static final Duration CONNECT = Duration.ofSeconds(30);

    /// What came.
    ///
    /// @param modified null when the server does not say
    public record Fetched(InputStream body, @Nullable Instant modified) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /// True for http and https.
    public static boolean isAddress(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /// @throws Unavailable `BUILD_SOURCE_FAILED`
    /// @throws InvalidInput `BUILD_CONTEXT_INVALID` for a broken address
    public Fetched get(String address) throws InterruptedException {
        var uri = uri(address);
        var client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .proxy(java.net.ProxySelector.getDefault())
                        .build();
        try {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(uri).GET().build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                answer.body().close();
                throw new Unavailable(
                        FaultCode.BUILD_SOURCE_FAILED,
                        shown(uri),
                        "the server answers " + answer.statusCode());
            }
            var modified = answer.headers().firstValue("Last-Modified").map(RemoteFiles::time);
            return new Fetched(answer.body(), modified.orElse(null));
        } catch (IOException failed) {
            throw new Unavailable(
                    failed, FaultCode.BUILD_SOURCE_FAILED, shown(uri), failed.toString());
        }
    }

    private static URI uri(String address) {
        try {
            var uri = new URI(address);
            if (uri.getHost() != null) return uri;
        } catch (URISyntaxException broken) {
            // told below
        }
        throw new InvalidInput(
                FaultCode.BUILD_CONTEXT_INVALID, "\"" + address + "\" is no address");
    }

    /// Without what may be a password.
    private static String shown(URI uri) {
        int port = uri.getPort();
        return uri.getScheme()
                + "://"
                + uri.getHost()
                + (port < 0 ? "" : ":" + port)
                + uri.getPath();
    }

    private static @Nullable Instant time(String written) {
        try {
            return ZonedDateTime.parse(written, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeParseException broken) {
            return null;
        }
    }
}
