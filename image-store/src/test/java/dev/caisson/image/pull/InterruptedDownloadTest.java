package dev.caisson.image.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.store.LayoutImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Bodies of layers that break off, are wrong or never end.
class InterruptedDownloadTest extends PullFixture {
    @Test
    void a_good_image_is_there_with_its_blobs_and_layers() {
        var served = registry.image("good", "1", lower, upper);

        var pulled = pull("good:1");

        assertThat(pulled.digest()).isEqualTo(served.manifest());
        assertThat(pulled.isNew()).isTrue();
        assertThat(trees.all()).hasSize(2);
        assertThat(pull("good:1").isNew()).isFalse();
        assertThat(registry.seen(served.blobs().getFirst())).hasSize(1);
    }

    @Test
    void a_connection_that_breaks_is_taken_up_where_it_broke() {
        var served = registry.image("broken", "1", lower, upper);
        var path = served.blobs().getFirst();
        registry.behave(
                path,
                (exchange, count) -> {
                    if (count > 1) return false;
                    exchange.sendResponseHeaders(200, Tars.gzip(lower).length);
                    exchange.getResponseBody().write(Tars.gzip(lower), 0, 70_000);
                    exchange.getResponseBody().flush();
                    exchange.close();
                    return true;
                });

        pull("broken:1");

        // How much of the first attempt arrives before its end does is the network's affair.
        assertThat(registry.seen(path)).hasSize(2);
        assertThat(registry.seen(path).get(1).range()).matches("|bytes=[0-9]{4,5}-");
    }

    @Test
    void what_an_earlier_attempt_left_is_not_downloaded_again() throws IOException {
        var served = registry.image("resumed", "1", lower);
        var gzip = Tars.gzip(lower);
        var partial = directory.resolve("images/partial/" + Tars.digest(gzip).hex());
        Files.write(partial, Arrays.copyOf(gzip, 70_000));

        pull("resumed:1");

        assertThat(registry.seen(served.blobs().getFirst()).getLast().range())
                .isEqualTo("bytes=70000-");
        assertThat(partial).doesNotExist();
    }

    @Test
    void what_an_earlier_attempt_left_is_thrown_away_when_it_is_wrong() throws IOException {
        var served = registry.image("resumed", "1", lower);
        var gzip = Tars.gzip(lower);
        gzip[30_000] ^= 1;
        var partial = directory.resolve("images/partial/" + Tars.digest(Tars.gzip(lower)).hex());
        Files.write(partial, Arrays.copyOf(gzip, 70_000));

        pull("resumed:1");

        assertThat(registry.seen(served.blobs().getFirst()).getLast().range()).isEmpty();
        assertThat(partial).doesNotExist();
    }

    @Test
    void a_body_that_always_ends_early_is_an_error_and_the_next_attempt_succeeds()
            throws IOException {
        var served = registry.image("short", "1", lower);
        var path = served.blobs().getFirst();
        registry.behave(
                path,
                (exchange, _) -> {
                    exchange.sendResponseHeaders(200, Tars.gzip(lower).length);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.getResponseBody().flush();
                    exchange.close();
                    return true;
                });

        assertThat(refused("short:1")).isInstanceOf(Fault.class);

        store.close();
        store = reopened();
        registry.behave(path, (_, _) -> false);
        assertThat(pull("short:1").isNew()).isTrue();
    }

    @Test
    void another_content_of_the_same_length_is_refused() throws IOException {
        var served = registry.image("wrong", "1", lower);
        var other = Tars.gzip(lower);
        other[other.length / 2] ^= 1;
        registry.put(served.blobs().getFirst(), "application/octet-stream", other);

        assertThat(refused("wrong:1")).isInstanceOf(InvalidInput.class);
        assertNothingIsLeft();
    }

    @Test
    void a_wrong_length_is_refused() throws IOException {
        var served = registry.image("longer", "1", lower);
        var gzip = Tars.gzip(lower);
        registry.put(
                served.blobs().getFirst(),
                "application/octet-stream",
                Arrays.copyOf(gzip, gzip.length + 1));

        assertThat(refused("longer:1").code()).isEqualTo(FaultCode.BLOB_SIZE_MISMATCH);
        assertNothingIsLeft();
    }

    @Test
    void an_endless_body_is_cut_at_its_announced_size() throws IOException {
        var served = registry.image("endless", "1", upper);
        registry.behave(
                served.blobs().getFirst(),
                (exchange, _) -> {
                    exchange.sendResponseHeaders(200, 0);
                    var chunk = new byte[1 << 16];
                    while (true) exchange.getResponseBody().write(chunk);
                });

        assertThat(refused("endless:1")).isInstanceOf(InvalidInput.class);
        assertNothingIsLeft();
    }

    @Test
    void a_body_that_drips_is_given_up() {
        var served = registry.image("slow", "1", lower);
        var over = new CountDownLatch(1);
        registry.behave(
                served.blobs().getFirst(),
                (exchange, _) -> {
                    exchange.sendResponseHeaders(200, Tars.gzip(lower).length);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    await(over);
                    return true;
                });

        assertThat(refused("slow:1"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("breaks off after");
        over.countDown();
    }

    @Test
    void a_layer_that_is_a_bomb_is_refused_in_bounded_memory() throws IOException {
        store.close();
        store =
                LayoutImageStore.open(
                        directory.resolve("images"),
                        trees,
                        new LayerLimits(1000, 1 << 20, 1100, 1 << 20, 64),
                        Clock.systemUTC());
        registry.image("bomb", "1", new Tars().file("zeroes", new byte[64 << 20]).bytes());

        assertThat(refused("bomb:1").code()).isEqualTo(FaultCode.IMAGE_LIMIT_EXCEEDED);
        assertNothingIsLeft();
    }
}
