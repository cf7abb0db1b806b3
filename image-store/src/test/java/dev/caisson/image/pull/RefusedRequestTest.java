package dev.caisson.image.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.FoundRepository;
import dev.caisson.image.registry.Mirror;
import dev.caisson.image.registry.Search;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Registries that refuse, redirect, challenge or limit.
class RefusedRequestTest extends PullFixture {
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
                                "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"disk on"
                                        + " fire\"}]}"));

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
        var realm = registry.tokens();
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
                            "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"no such"
                                    + " user\"}]}");
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
    void what_is_not_there_is_said_as_docker_says_it() {
        assertThat(refused("nothing:1"))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "manifest for "
                                + registry.host()
                                + "/nothing:1 not found: manifest unknown: no");
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
    void the_words_of_docker_hub_about_a_limit_are_passed_on() {
        registry.behave(
                "*",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Retry-After", "3600");
                    return FakeRegistry.answer(
                            exchange,
                            429,
                            "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"You have"
                                    + " reached your pull rate limit.\"}]}");
                });

        assertThat(refused("limited:1").code()).isEqualTo(FaultCode.REGISTRY_RATE_LIMITED);
        assertThat(refused("limited:1"))
                .hasMessageStartingWith("toomanyrequests: ")
                .hasMessageContaining("You have reached your pull rate limit.")
                .hasMessageContaining("try again in 3600 s, or log in for a higher limit");
    }

    @Test
    void a_token_that_has_expired_is_got_anew() {
        registry.image("expired", "1", upper);
        var realm = registry.tokens();
        registry.behave(
                "*",
                (exchange, _) -> {
                    // The first token is good for the manifest, and for nothing after it.
                    var path = exchange.getRequestURI().getPath();
                    var good = path.contains("/blobs/") ? "Bearer t2" : "Bearer t1";
                    var sent = exchange.getRequestHeaders().getFirst("Authorization");
                    if (good.equals(sent)) return false;
                    var challenge =
                            "Bearer realm=\"" + realm + "\",service=\"s\",error=\"invalid_token\"";
                    exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
                    return FakeRegistry.answer(exchange, 401, "");
                });

        pull("expired:1");

        assertThat(registry.seen("/token")).hasSize(2);
    }

    @Test
    void a_registry_that_searches_is_asked_and_one_that_does_not_says_so() throws Exception {
        registry.put(
                "/v1/search",
                "application/json",
                ("{\"results\":[{\"name\":\"a/b\",\"description\":\"d\",\"star_count\":3,"
                                + "\"is_official\":true}]}")
                        .getBytes(UTF_8));

        var found =
                registries.search(
                        Search.parse(registry.host() + "/some words"), 7, Credentials.NONE);

        assertThat(found).containsExactly(new FoundRepository("a/b", "d", 3, true));
        try (var other = new FakeRegistry()) {
            var search = Search.parse(other.host() + "/x");
            assertThatThrownBy(() -> registries.search(search, 7, Credentials.NONE))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("Unexpected status code 404");
        }
    }
}
