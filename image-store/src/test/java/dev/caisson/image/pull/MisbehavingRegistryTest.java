package dev.caisson.image.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageUse;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Mirror;
import dev.caisson.image.registry.ProxyRules;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.image.registry.RetryRules;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a registry may do wrong, and that it ends in a clear error or none, with nothing left.
@Timeout(30)
class MisbehavingRegistryTest {
    private static final ImageUse NOBODY =
            new ImageUse() {
                @Override
                public List<User> usersOf(ImageId image) {
                    return List.of();
                }

                @Override
                public Set<Digest> layersInUse() {
                    return Set.of();
                }
            };

    private final byte[] lower = new Tars().file("a", noise(200_000)).bytes();
    private final byte[] upper = new Tars().file("b", "B").bytes();

    @TempDir Path directory;
    private FakeRegistry registry;
    private PathLayerTrees trees;
    private LayoutImageStore store;
    private Registries registries;

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry();
        trees = new PathLayerTrees(directory.resolve("layers"));
        store = reopened();
        registries = registries(List.of());
    }

    @AfterEach
    void close() {
        registries.close();
        store.close();
        registry.close();
    }

    private LayoutImageStore reopened() throws IOException {
        return LayoutImageStore.open(
                directory.resolve("images"), trees, LayerLimits.defaults(), Clock.systemUTC());
    }

    private static Registries registries(List<Mirror> mirrors) {
        var quick =
                new RetryRules(
                        3,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(200),
                        1024);
        var settings =
                new RegistrySettings(List.of(), mirrors, List.of(), ProxyRules.none(), quick);
        return new Registries(settings, Scheduler.real(), InstantSource.system());
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private Pulled pull(String name) {
        return pull(name, Credentials.NONE);
    }

    private Pulled pull(String name, Credentials credentials) {
        try {
            return new Puller(registries, store, NOBODY)
                    .pull(reference(name), null, credentials, PullProgress.none());
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private ImageReference reference(String name) {
        return ImageReference.parse(registry.host() + "/" + name);
    }

    private Fault refused(String name) {
        var fault = catchThrowableOfType(Fault.class, () -> pull(name));
        assertThat(fault).isNotNull();
        assertThat(store.list(ImageFilters.all())).isEmpty();
        return fault;
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(trees.all()).isEmpty();
        for (var part :
                List.of(
                        "images/blobs/sha256",
                        "images/partial",
                        "images/ingest",
                        "images/pulls",
                        "layers")) {
            try (Stream<Path> files = Files.list(directory.resolve(part))) {
                assertThat(files).as(part).isEmpty();
            }
        }
    }

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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void failures_that_pass_are_tried_again() {
        registry.image("flaky", "1", upper);
        registry.behave(
                "/v2/flaky/manifests/1",
                (exchange, count) ->
                        switch (count) {
                            case 1 -> FakeRegistry.answer(exchange, 503, "");
                            case 2 -> {
                                exchange.getResponseHeaders().set("Retry-After", "1");
                                yield FakeRegistry.answer(exchange, 429, "");
                            }
                            default -> false;
                        });

        pull("flaky:1");

        assertThat(registry.seen("/v2/flaky/manifests/1")).hasSize(3);
    }

    @Test
    void errors_that_do_not_pass_end_with_what_the_registry_says() throws IOException {
        registry.behave(
                "*",
                (exchange, _) ->
                        FakeRegistry.answer(
                                exchange,
                                500,
                                "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"disk on fire\"}]}"));

        assertThat(refused("down:1"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("disk on fire");
        assertNothingIsLeft();
    }

    @Test
    void a_rate_limit_that_lasts_is_explained() {
        registry.behave(
                "*",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Retry-After", "3600");
                    exchange.getResponseHeaders().set("RateLimit-Limit", "100;w=21600");
                    return FakeRegistry.answer(exchange, 429, "");
                });

        assertThat(refused("busy:1"))
                .hasMessageContaining("limit 100;w=21600")
                .hasMessageContaining("try again in 3600 s");
    }

    @Test
    void a_challenge_with_another_scope_gets_another_token() {
        registry.image("scoped", "1", upper);
        var realm = "http://" + registry.host() + "/token";
        registry.behave(
                "/token",
                (exchange, count) ->
                        FakeRegistry.answer(exchange, 200, "{\"token\":\"t" + count + "\"}"));
        registry.behave(
                "*",
                (exchange, _) -> {
                    var path = exchange.getRequestURI().getPath();
                    var sent = exchange.getRequestHeaders().getFirst("Authorization");
                    var wanted = path.contains("/blobs/") ? "Bearer t2" : "Bearer t";
                    if (sent != null && sent.startsWith(wanted)) return false;
                    var scope = path.contains("/blobs/") ? "repository:scoped:more" : "";
                    exchange.getResponseHeaders()
                            .set(
                                    "WWW-Authenticate",
                                    "Bearer realm=\""
                                            + realm
                                            + "\",service=\"s\",scope=\""
                                            + scope
                                            + "\"");
                    return FakeRegistry.answer(exchange, 401, "");
                });

        pull("scoped:1", new Credentials.Basic("me", "secret"));

        assertThat(registry.seen("/token")).hasSize(2);
        assertThat(registry.seen("/token").getFirst().authorization())
                .hasValue("Basic bWU6c2VjcmV0");
    }

    @Test
    void a_refused_login_is_said_in_the_registrys_words() {
        registry.behave(
                "*",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                    return FakeRegistry.answer(
                            exchange,
                            401,
                            "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"no such user\"}]}");
                });

        assertThatThrownBy(() -> pull("x:1", new Credentials.Basic("me", "secret")))
                .isInstanceOf(Denied.class)
                .hasMessageContaining("unauthorized: no such user");
        assertThatThrownBy(() -> pull("x:1"))
                .isInstanceOf(Denied.class)
                .hasMessageContaining("no basic auth credentials");
    }

    @Test
    void credentials_do_not_follow_a_redirect_to_another_host() {
        var served = registry.image("redirected", "1", upper);
        registry.behave(
                "*",
                (exchange, _) -> {
                    if (exchange.getRequestHeaders().getFirst("Authorization") != null)
                        return false;
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                    return FakeRegistry.answer(exchange, 401, "");
                });
        try (var elsewhere = new FakeRegistry()) {
            elsewhere.put("/blob", "application/octet-stream", Tars.gzip(upper));
            registry.behave(
                    served.blobs().getFirst(),
                    (exchange, _) -> {
                        exchange.getResponseHeaders()
                                .set(
                                        "Location",
                                        "http://" + elsewhere.host() + "/blob?signature=1");
                        return FakeRegistry.answer(exchange, 307, "");
                    });

            pull("redirected:1", new Credentials.Basic("me", "secret"));

            assertThat(elsewhere.seen()).hasSize(1);
            assertThat(elsewhere.seen().getFirst().authorization()).isEmpty();
            assertThat(registry.seen("/v2/redirected/manifests/1").getLast().authorization())
                    .isPresent();
        }
    }

    @Test
    void a_redirect_in_a_circle_is_refused() {
        registry.image("circle", "1", upper);
        registry.behave(
                "/v2/circle/manifests/1",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Location", "/v2/circle/manifests/1");
                    return FakeRegistry.answer(exchange, 302, "");
                });

        assertThat(refused("circle:1")).hasMessageContaining("redirected more than");
    }

    @Test
    void a_manifest_of_a_gigabyte_is_not_read() {
        registry.behave(
                "/v2/huge/manifests/1",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
                    exchange.sendResponseHeaders(200, 1 << 30);
                    var chunk = new byte[1 << 16];
                    while (true) exchange.getResponseBody().write(chunk);
                });
        registry.behave(
                "/v2/huge/manifests/2",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
                    exchange.sendResponseHeaders(200, 0);
                    var chunk = new byte[1 << 16];
                    while (true) exchange.getResponseBody().write(chunk);
                });

        assertThat(refused("huge:1").code()).isEqualTo(FaultCode.IMAGE_LIMIT_EXCEEDED);
        assertThat(refused("huge:2").code()).isEqualTo(FaultCode.IMAGE_LIMIT_EXCEEDED);
    }

    @Test
    void a_manifest_of_very_many_layers_is_refused() throws IOException {
        var layer = FakeRegistry.descriptor(MediaType.OCI_LAYER, upper);
        var manifest =
                "{\"schemaVersion\":2,\"config\":"
                        + FakeRegistry.descriptor(MediaType.OCI_CONFIG, "{}".getBytes(UTF_8))
                        + ",\"layers\":["
                        + (layer + ",").repeat(20_000)
                        + layer
                        + "]}";
        registry.manifest("many", "1", MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8));

        assertThat(refused("many:1"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("20001 layers");
        assertNothingIsLeft();
    }

    @Test
    void type_and_content_of_a_manifest_must_agree() {
        var served = registry.image("types", "1", upper);
        var manifest =
                "{\"schemaVersion\":2,\"manifests\":["
                        + FakeRegistry.descriptor(MediaType.OCI_MANIFEST, served.manifest(), 5)
                        + "]}";
        registry.manifest("types", "2", MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8));
        registry.manifest("types", "3", "text/html", manifest.getBytes(UTF_8));

        assertThat(refused("types:2")).isInstanceOf(InvalidInput.class);
        assertThat(refused("types:3").code()).isEqualTo(FaultCode.REGISTRY_MISBEHAVES);
    }

    @Test
    void a_manifest_that_is_not_what_its_digest_says_is_refused() {
        var served = registry.image("swapped", "1", upper);
        registry.put(
                "/v2/swapped/manifests/" + served.manifest(),
                MediaType.OCI_MANIFEST,
                "{}".getBytes(UTF_8));

        assertThat(refused("swapped@" + served.manifest()).code())
                .isEqualTo(FaultCode.BLOB_DIGEST_MISMATCH);
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

    @Test
    void what_is_not_there_is_said_as_docker_says_it() {
        assertThat(refused("nothing:1"))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "manifest for "
                                + registry.host()
                                + "/nothing:1 not found: manifest unknown: no");
    }

    @Test
    void a_platform_that_is_not_in_the_index_is_named() {
        var manifest = "{}".getBytes(UTF_8);
        var entry = FakeRegistry.descriptor(MediaType.OCI_MANIFEST, manifest);
        var platform = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}}";
        var index =
                "{\"schemaVersion\":2,\"manifests\":["
                        + entry.substring(0, entry.length() - 1)
                        + platform
                        + "]}";
        registry.manifest("other", "1", MediaType.OCI_INDEX, index.getBytes(UTF_8));

        assertThat(refused("other:1"))
                .hasMessageContaining("no matching manifest for " + Platform.host())
                .hasMessageContaining("linux/s390x");
    }

    @Test
    void mirrors_are_asked_in_order_and_without_credentials_before_the_registry() {
        var served = registry.image("mirrored", "1", upper);
        try (var first = new FakeRegistry();
                var second = new FakeRegistry()) {
            second.image("mirrored", "1", upper);
            registries.close();
            registries =
                    registries(
                            List.of(
                                    Mirror.parse(registry.host() + "=http://" + first.host()),
                                    Mirror.parse(registry.host() + "=http://" + second.host())));

            pull("mirrored:1", new Credentials.Basic("me", "secret"));

            assertThat(first.seen()).isNotEmpty();
            assertThat(second.seen(served.blobs().getFirst())).hasSize(1);
            assertThat(second.seen()).allMatch(one -> one.authorization().isEmpty());
            assertThat(registry.seen().stream().filter(one -> !one.path().equals("/v2/")))
                    .isEmpty();
        }
    }

    @Test
    void two_pulls_of_the_same_image_download_it_once() throws Exception {
        var served = registry.image("shared", "1", lower);
        var go = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        registry.behave(
                served.blobs().getFirst(),
                (_, _) -> {
                    asked.countDown();
                    await(go);
                    return false;
                });
        var first = new FutureTask<>(() -> pull("shared:1"));
        var second = new FutureTask<>(() -> pull("shared:1"));

        Thread.startVirtualThread(first);
        asked.await();
        Thread.startVirtualThread(second);
        while (registry.seen("/v2/shared/manifests/1").size() < 2) Thread.onSpinWait();
        go.countDown();

        assertThat(first.get().image().id()).isEqualTo(second.get().image().id());
        assertThat(registry.seen(served.blobs().getFirst())).hasSize(1);
    }

    @Test
    void a_pull_that_is_given_up_leaves_no_image_and_ends_its_download() throws Exception {
        var served = registry.image("left", "1", lower, upper);
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        registry.behave(
                served.blobs().getFirst(),
                (_, _) -> {
                    asked.countDown();
                    await(go);
                    return false;
                });
        var ended = new CountDownLatch(1);
        var thread =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                new Puller(registries, store, NOBODY)
                                        .pull(
                                                reference("left:1"),
                                                null,
                                                Credentials.NONE,
                                                PullProgress.none());
                            } catch (InterruptedException expected) {
                                ended.countDown();
                            }
                        });

        asked.await();
        thread.interrupt();

        ended.await();
        thread.join();
        go.countDown();
        assertThat(store.list(ImageFilters.all())).isEmpty();
        registry.behave(served.blobs().getFirst(), (_, _) -> false);
        assertThat(pull("left:1").isNew()).isTrue();
    }

    @Test
    void two_diff_ids_for_one_blob_are_refused() {
        var gzip = Tars.gzip(upper);
        registry.blob("twofold", gzip);
        var config = Archives.config("", Tars.digest(upper), Tars.digest(lower));
        registry.blob("twofold", config);
        var layer = FakeRegistry.descriptor(MediaType.OCI_LAYER_GZIP, gzip);
        var manifest =
                "{\"schemaVersion\":2,\"config\":"
                        + FakeRegistry.descriptor(MediaType.OCI_CONFIG, config)
                        + ",\"layers\":["
                        + layer
                        + ","
                        + layer
                        + "]}";
        registry.manifest("twofold", "1", MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8));

        assertThat(refused("twofold:1")).hasMessageContaining("two DiffIDs");
    }
}
