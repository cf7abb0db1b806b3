package dev.caisson.image.registry;

import dev.caisson.image.json.RegistryJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/// What a registry answered; its body is still to be read, and to be closed.
///
/// @param from where it came from in the end
record Reply(int status, HttpHeaders headers, InputStream body, URI from) implements AutoCloseable {
    private static final int ERROR_LIMIT = 64 << 10;

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /// @return -1 when it is not said
    long length() {
        return headers.firstValueAsLong("Content-Length").orElse(-1);
    }

    /// The errors in its body; empty for other bodies.
    List<RegistryJson.ErrorLine> errors() throws IOException {
        return RegistryJson.errors(body.readNBytes(ERROR_LIMIT));
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
