package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which containers a list shows, for each filter.
@Tag("kernel")
@Timeout(300)
class ContainerListIT {
    private static final Map<String, String> NAMES = new TreeMap<>();

    private static TestedEngine engine;
    private static EngineApi api;

    @BeforeAll
    static void makeContainers() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
        add("first", Map.of("Labels", Map.of("team", "one")), Map.of(), "true");
        add(
                "second",
                Map.of("Labels", Map.of("team", "two", "tier", "web")),
                Map.of("Binds", List.of("data:/var/data", "/tmp:/host")),
                "sh",
                "-c",
                "exit 3");
        add("third", Map.of("ExposedPorts", Map.of("80/tcp", Map.of())), Map.of(), "sleep", "9999");
        add(
                "fourth",
                Map.of("Healthcheck", Map.of("Test", List.of("CMD", "true"))),
                Map.of(),
                "sleep",
                "9999");
        api.start(id("second"));
        api.await(id("second"));
        api.start(id("third"));
    }

    @AfterAll
    static void endEngine() {
        if (engine != null) engine.close();
    }

    private static void add(
            String name, Map<String, Object> config, Map<String, Object> host, String... command) {
        var answer =
                api.client()
                        .post(
                                "/containers/create?name=" + name,
                                EngineApi.request(config, host, command));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        NAMES.put(answer.json().get("Id").asString(), name);
    }

    private static String id(String name) {
        return api.inspect(name).get("Id").asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    name      ~ ir             ~ first third
                    name      ~ ^/first$       ~ first
                    name      ~ ^second$       ~ second
                    label     ~ team           ~ first second
                    label     ~ team=two       ~ second
                    status    ~ created        ~ first fourth
                    status    ~ exited         ~ second
                    status    ~ running        ~ third
                    exited    ~ 3              ~ second
                    exited    ~ 0              ~
                    ancestor  ~ caisson-busybox ~
                    ancestor  ~ caisson-busybox:1 ~ first second third fourth
                    ancestor  ~ nothing        ~
                    before    ~ third          ~ first second
                    since     ~ second         ~ third fourth
                    volume    ~ data           ~ second
                    volume    ~ /var/data      ~ second
                    volume    ~ /tmp           ~ second
                    network   ~ none           ~ first second third fourth
                    network   ~ bridge         ~
                    expose    ~ 80             ~ third
                    expose    ~ 80/tcp         ~ third
                    expose    ~ 79-81          ~ third
                    expose    ~ 80/udp         ~
                    publish   ~ 80             ~
                    health    ~ none           ~ first second third fourth
                    health    ~ unhealthy      ~
                    isolation ~ default        ~ first second third fourth
                    is-task   ~ false          ~ first second third fourth
                    is-task   ~ true           ~
                    """)
    void a_filter_chooses(String key, String value, String names) {
        var expected =
                names == null ? new TreeSet<String>() : new TreeSet<>(List.of(names.split(" ")));

        var shown = list("all=1&filters=" + filter(key, value));

        assertThat(new TreeSet<>(shown)).isEqualTo(expected);
    }

    @Test
    void an_id_is_chosen_by_its_beginning() {
        assertThat(list("all=1&filters=" + filter("id", id("fourth").substring(0, 20))))
                .containsExactly("fourth");
    }

    @Test
    void values_of_one_filter_are_alternatives_and_filters_go_together() {
        var both = ApiClient.escaped("{\"name\":[\"first\",\"second\"],\"label\":[\"tier\"]}");

        assertThat(list("all=1&filters=" + both)).containsExactly("second");
        var old = ApiClient.escaped("{\"label\":{\"team=one\":true}}");
        assertThat(list("all=1&filters=" + old)).containsExactly("first");
    }

    @Test
    void the_newest_come_first_and_a_limit_means_all() {
        assertThat(list("")).containsExactly("third");
        assertThat(list("all=1")).containsExactly("fourth", "third", "second", "first");
        assertThat(list("limit=2")).containsExactly("fourth", "third");
        assertThat(list("limit=-1")).containsExactly("third");
    }

    @Test
    void sizes_are_told_when_asked_for() {
        var without = api.client().get("/containers/json?all=1").json().get(0);
        var with = api.client().get("/containers/json?all=1&size=1").json().get(0);

        assertThat(without.has("SizeRootFs")).isFalse();
        assertThat(with.get("SizeRootFs").asLong()).isGreaterThan(1_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    nonsense ~ x       ~ 400 ~ invalid filter 'nonsense'
                    status   ~ sleepy  ~ 400 ~ invalid filter 'status=sleepy'
                    exited   ~ never   ~ 400 ~ invalid filter 'exited=never'
                    health   ~ fine    ~ 400 ~ invalid filter 'health=fine'
                    is-task  ~ perhaps ~ 400 ~ invalid filter 'is-task=perhaps'
                    before   ~ missing ~ 404 ~ No such container: missing
                    since    ~ missing ~ 404 ~ No such container: missing
                    name     ~ [       ~ 400 ~ invalid filter 'name=['
                    publish  ~ x       ~ 400 ~ invalid filter 'publish=x'
                    """)
    void what_makes_no_sense_is_refused(String key, String value, int status, String message) {
        var answer = api.client().get("/containers/json?filters=" + filter(key, value));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.message()).isEqualTo(message);
    }

    private static String filter(String key, String value) {
        return ApiClient.escaped("{\"" + key + "\":[\"" + value + "\"]}");
    }

    private static List<String> list(String query) {
        var answer = api.client().get("/containers/json?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().valueStream().map(one -> NAMES.get(one.get("Id").asString())).toList();
    }
}
