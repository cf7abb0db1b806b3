package dev.caisson.event;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Which events a client wants: Docker's `filters` of `GET /events`.
///
/// All keys must agree; of the values of a key one suffices, except labels, which must all be
/// there. `container`, `network`, `volume`, `daemon` and `plugin` match the beginning of the id or
/// of the name. `image` matches the image with or without its tag, also as the image of a
/// container. Keys Docker does not know are ignored, as it does. Source: moby
/// daemon/events/filter.go (behaviour).
public final class EventFilter implements Predicate<Event> {
    /// Actions whose bare word stands for all that begin with it.
    private static final Set<String> WITH_MORE =
            Set.of("health_status", "exec_create", "exec_start");

    private static final List<String> ACTORS =
            List.of(
                    "container",
                    "network",
                    "volume",
                    "daemon",
                    "plugin",
                    "service",
                    "node",
                    "secret",
                    "config");
    private static final EventFilter EVERYTHING = new EventFilter(Map.of());

    private final Map<String, List<String>> wanted;

    private EventFilter(Map<String, List<String>> wanted) {
        this.wanted = wanted;
    }

    /// Lets every event pass.
    public static EventFilter everything() {
        return EVERYTHING;
    }

    /// @param filters values by key; a key without values does not filter
    public static EventFilter of(Map<String, ? extends Collection<String>> filters) {
        return new EventFilter(
                filters.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        entry -> List.copyOf(entry.getValue()))));
    }

    @Override
    public boolean test(Event event) {
        return exactly("type", event.type().word())
                && exactly("scope", "local")
                && action(event.action())
                && ACTORS.stream().allMatch(kind -> actor(kind, event))
                && image(event)
                && labels(event.attributes());
    }

    private boolean exactly(String key, String value) {
        var values = wanted.get(key);
        return values == null || values.contains(value);
    }

    private boolean beginning(String key, String value) {
        var values = wanted.get(key);
        return values == null || values.stream().anyMatch(value::startsWith);
    }

    private boolean action(String action) {
        var values = wanted.get("event");
        if (values == null) return true;
        boolean loose = values.stream().anyMatch(WITH_MORE::contains);
        return loose ? beginning("event", action) : values.contains(action);
    }

    private boolean actor(String kind, Event event) {
        return beginning(kind, event.actorId())
                || beginning(kind, event.attributes().getOrDefault("name", ""));
    }

    private boolean image(Event event) {
        if (!wanted.containsKey("image")) return true;
        var name =
                event.attributes()
                        .getOrDefault(event.type() == EventType.IMAGE ? "name" : "image", "");
        return exactly("image", event.actorId())
                || exactly("image", name)
                || exactly("image", withoutTag(event.actorId()))
                || exactly("image", withoutTag(name));
    }

    private boolean labels(Map<String, String> attributes) {
        var values = wanted.get("label");
        return values == null || values.stream().allMatch(label -> label(label, attributes));
    }

    private static boolean label(String label, Map<String, String> attributes) {
        int equals = label.indexOf('=');
        if (equals < 0) return attributes.containsKey(label);
        return label.substring(equals + 1).equals(attributes.get(label.substring(0, equals)));
    }

    /// The reference without tag and digest: a colon after the last slash begins a tag.
    private static String withoutTag(String reference) {
        int at = reference.indexOf('@');
        var name = at < 0 ? reference : reference.substring(0, at);
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    }
}
