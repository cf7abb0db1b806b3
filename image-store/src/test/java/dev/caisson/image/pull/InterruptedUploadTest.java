package dev.caisson.image.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.push.PushProgress;
import dev.caisson.image.push.Pushed;
import dev.caisson.image.push.Pusher;
import dev.caisson.image.registry.Credentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Uploads that break off.
class InterruptedUploadTest extends PullFixture {
    private static final int FIRST_PART = 70_000;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private static final class Silent implements PushProgress {
        @Override
        public void begun(ImageReference name) {}

        @Override
        public void layer(Digest diffId, PushStep step) {}

        @Override
        public void done(Pushed pushed) {}
    }

    private void load(String name) throws Exception {
        var config = Archives.config("\"Cmd\":[\"sh\"]", Tars.digest(lower));
        var archive =
                Archives.docker(
                        config, "[\"" + registry.host() + "/" + name + "\"]", List.of(lower));
        var _ = store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none());
        // All that is not the layer is there already.
        registry.behave(
                "*",
                (exchange, _) -> {
                    boolean isLayer =
                            exchange.getRequestURI().getPath().contains(Tars.digest(lower).hex());
                    if (exchange.getRequestMethod().equals("HEAD") && isLayer) return false;
                    if (exchange.getRequestMethod().equals("GET")) return false;
                    exchange.getRequestBody().readAllBytes();
                    return FakeRegistry.answer(
                            exchange, exchange.getRequestMethod().equals("HEAD") ? 200 : 201, "");
                });
    }

    @Test
    void a_chunk_that_breaks_off_goes_on_where_the_registry_says_it_stands() throws Exception {
        load("up:1");
        registry.behave(
                "/v2/up/blobs/uploads/",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Location", "/upload/1");
                    return FakeRegistry.answer(exchange, 202, "");
                });
        registry.behave(
                "/upload/1",
                (exchange, _) ->
                        switch (exchange.getRequestMethod()) {
                            case "PATCH" -> chunk(exchange);
                            case "GET" -> {
                                exchange.getResponseHeaders()
                                        .set("Range", "0-" + (received.size() - 1));
                                exchange.getResponseHeaders().set("Location", "/upload/1");
                                yield FakeRegistry.answer(exchange, 204, "");
                            }
                            default -> FakeRegistry.answer(exchange, 201, "");
                        });

        var pushed =
                new Pusher(registries, store)
                        .push(
                                ImageReference.parse(registry.host() + "/up:1"),
                                null,
                                Credentials.NONE,
                                new Silent());

        assertThat(pushed).hasSize(1);
        assertThat(received.toByteArray()).isEqualTo(lower);
        assertThat(registry.seen("/upload/1").stream().map(FakeRegistry.Seen::method))
                .containsExactly("PATCH", "GET", "PATCH", "PUT");
    }

    private boolean chunk(HttpExchange exchange) throws IOException {
        boolean first = received.size() == 0;
        var body = exchange.getRequestBody();
        received.writeBytes(first ? body.readNBytes(FIRST_PART) : body.readAllBytes());
        if (first) {
            exchange.close();
            return true;
        }
        exchange.getResponseHeaders().set("Location", "/upload/1");
        return FakeRegistry.answer(exchange, 202, "");
    }
}
