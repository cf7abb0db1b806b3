package dev.caisson.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {
    private static final String ID = "4f5c".repeat(16);

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    type,      container,              true
                    type,      image,                  false
                    scope,     local,                  true
                    scope,     swarm,                  false
                    event,     start,                  true
                    event,     star,                   false
                    container, 4f5c,                   true
                    container, we,                     true
                    container, web,                    true
                    container, eb,                     false
                    image,     busybox,                true
                    image,     busybox:1.36,           true
                    image,     busy,                   false
                    label,     com.example.a,          true
                    label,     com.example.a=1,        true
                    label,     com.example.a=2,        false
                    label,     com.example.b=x=y,      true
                    label,     other,                  false
                    network,   web,                    true
                    network,   bridge,                 false
                    volume,    data,                   false
                    daemon,    host,                   false
                    plugin,    x,                      false
                    unknown,   whatever,               true
                    """)
    void one_value_of_one_key(String key, String value, boolean passes) {
        assertThat(filter(Map.of(key, List.of(value))).test(event("start"))).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    health_status, health_status: healthy, true
                    health_status, health_statusx,         true
                    exec_create,   exec_create: sh -c x,   true
                    exec_start,    exec_create: sh -c x,   false
                    exec_die,      exec_die,               true
                    exec_die,      exec_die: x,            false
                    health_status: healthy, health_status: healthy, true
                    health_status: healthy, health_status: unhealthy, false
                    """)
    void an_action_with_more_behind_it_is_found_by_its_bare_word(
            String wanted, String action, boolean passes) {
        assertThat(filter(Map.of("event", List.of(wanted))).test(event(action))).isEqualTo(passes);
    }

    @Test
    void one_value_of_a_key_suffices_but_every_key_and_every_label_must_agree() {
        assertThat(filter(Map.of("event", List.of("die", "start"))).test(event("start"))).isTrue();
        assertThat(
                        filter(Map.of("event", List.of("start"), "container", List.of("db")))
                                .test(event("start")))
                .isFalse();
        assertThat(
                        filter(Map.of("label", List.of("com.example.a", "missing")))
                                .test(event("start")))
                .isFalse();
    }

    @Test
    void a_key_without_values_filters_nothing() {
        assertThat(filter(Map.of("container", List.of())).test(event("start"))).isTrue();
        assertThat(EventFilter.everything().test(event("start"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    registry:5000/app:1, registry:5000/app,   true
                    registry:5000/app:1, registry:5000/app:1, true
                    registry:5000/app:1, registry,            false
                    registry:5000/app,   registry:5000/app,   true
                    app@sha256:00,       app,                 true
                    """)
    void an_image_is_found_with_or_without_its_tag(String name, String wanted, boolean passes) {
        var event =
                new Event(1, Instant.EPOCH, EventType.IMAGE, "pull", name, Map.of("name", name));

        assertThat(filter(Map.of("image", List.of(wanted))).test(event)).isEqualTo(passes);
    }

    private static EventFilter filter(Map<String, List<String>> filters) {
        return EventFilter.of(filters);
    }

    private static Event event(String action) {
        return new Event(
                1,
                Instant.EPOCH,
                EventType.CONTAINER,
                action,
                ID,
                Map.of(
                        "name", "web",
                        "image", "busybox:1.36",
                        "com.example.a", "1",
                        "com.example.b", "x=y"));
    }
}
