package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.StateView;
import dev.caisson.engine.Containers.ListQuery;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ImageStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Chooses containers as Docker's `filters` say: of one key one value must match, all keys must.
final class ContainerFilters {
    private static final Set<String> KEYS =
            Set.of(
                    "ancestor",
                    "before",
                    "expose",
                    "exited",
                    "health",
                    "id",
                    "isolation",
                    "label",
                    "name",
                    "network",
                    "publish",
                    "since",
                    "status",
                    "volume",
                    "is-task");
    private static final Set<String> PRUNE_KEYS = Set.of("label", "label!", "until");
    private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");
    private static final int LONGEST_PATTERN = 1024;

    private final ContainerRoom room;
    private final ImageStore images;

    ContainerFilters(ContainerRoom room, ImageStore images) {
        this.room = room;
        this.images = images;
    }

    /// Newest first.
    ///
    /// @throws InvalidInput `FILTER_INVALID`, `FILTER_VALUE_INVALID`
    List<ContainerView> choose(ListQuery query) {
        var filters = query.filters();
        check(filters, KEYS);
        boolean all =
                query.all()
                        || query.limit() > 0
                        || filters.keys().contains("status")
                        || filters.keys().contains("exited")
                        || filters.keys().contains("before")
                        || filters.keys().contains("since");
        var predicate = predicate(filters);
        var chosen =
                room.all().stream()
                        .map(container -> container.view(false))
                        .filter(view -> all || view.state().running() || view.network().armed())
                        .filter(predicate)
                        .sorted(Comparator.comparing(ContainerView::created).reversed())
                        .limit(query.limit() > 0 ? query.limit() : Long.MAX_VALUE);
        if (!query.size()) return chosen.toList();
        return chosen.map(view -> room.resolve(reference(view.id().value())).view(true)).toList();
    }

    /// Those that do not run and match.
    List<Container> prunable(Filters filters, Instant now) {
        check(filters, PRUNE_KEYS);
        var until =
                filters.of("until").stream()
                        .map(text -> Moments.parse(text, now))
                        .min(Comparator.naturalOrder());
        return room.all().stream()
                .filter(container -> isStopped(container.view(false).state()))
                .filter(
                        container ->
                                filters.of("label").stream()
                                        .allMatch(label -> hasLabel(container.view(false), label)))
                .filter(
                        container ->
                                filters.of("label!").stream()
                                        .noneMatch(label -> hasLabel(container.view(false), label)))
                .filter(
                        container ->
                                until.isEmpty()
                                        || container
                                                .snapshot()
                                                .definition()
                                                .created()
                                                .isBefore(until.get()))
                .toList();
    }

    private static boolean isStopped(StateView state) {
        return state.status() == StateView.Status.CREATED
                || state.status() == StateView.Status.EXITED
                || state.status() == StateView.Status.DEAD;
    }

    private Predicate<ContainerView> predicate(Filters filters) {
        Predicate<ContainerView> all = _ -> true;
        for (var key : filters.keys()) {
            var values = filters.of(key);
            if (!values.isEmpty()) all = all.and(of(key, values));
        }
        return all;
    }

    private Predicate<ContainerView> of(String key, List<String> values) {
        return switch (key) {
            case "label" -> view -> values.stream().allMatch(value -> hasLabel(view, value));
            case "name" -> any(values, ContainerFilters::name);
            case "id" -> any(values, ContainerFilters::id);
            case "status" -> any(values, ContainerFilters::status);
            case "exited" -> any(values, ContainerFilters::exited);
            case "health" -> any(values, ContainerFilters::health);
            case "ancestor" -> any(values, this::ancestor);
            case "before" -> any(values, value -> created(value, -1));
            case "since" -> any(values, value -> created(value, 1));
            case "volume" -> any(values, ContainerFilters::volume);
            case "network" -> any(values, ContainerFilters::network);
            case "expose" -> any(values, PortFilter::exposed);
            case "publish" -> any(values, PortFilter::published);
            case "isolation" -> any(values, value -> _ -> value.equals("default"));
            case "is-task" -> any(values, ContainerFilters::task);
            default -> throw new InvalidInput(FaultCode.FILTER_INVALID, key);
        };
    }

    private static Predicate<ContainerView> any(
            List<String> values, java.util.function.Function<String, Predicate<ContainerView>> of) {
        return values.stream().map(of).reduce(Predicate::or).orElse(_ -> true);
    }

    private static Predicate<ContainerView> name(String value) {
        var pattern = pattern("name", value);
        return view ->
                pattern.matcher("/" + view.name()).find()
                        || pattern.matcher(view.name().value()).find();
    }

    private static Predicate<ContainerView> id(String value) {
        return view -> view.id().value().startsWith(value.toLowerCase(Locale.ROOT));
    }

    private static Predicate<ContainerView> status(String value) {
        for (var status : StateView.Status.values()) {
            if (status.word().equals(value)) return view -> view.state().status() == status;
        }
        throw new InvalidInput(FaultCode.FILTER_VALUE_INVALID, "status", value);
    }

    private static Predicate<ContainerView> exited(String value) {
        int code;
        try {
            code = Integer.parseInt(value);
        } catch (NumberFormatException notNumber) {
            throw new InvalidInput(notNumber, FaultCode.FILTER_VALUE_INVALID, "exited", value);
        }
        return view ->
                view.state().status() == StateView.Status.EXITED && view.state().exitCode() == code;
    }

    private static Predicate<ContainerView> health(String value) {
        if (!HEALTH.contains(value)) {
            throw new InvalidInput(FaultCode.FILTER_VALUE_INVALID, "health", value);
        }
        return view -> {
            var health = view.state().health();
            return (health == null ? "none" : health.status()).equals(value);
        };
    }

    private Predicate<ContainerView> ancestor(String value) {
        var image = images.find(value).map(found -> found.id().toString()).orElse("");
        return view -> view.imageId().equals(image) || view.spec().identity().image().equals(value);
    }

    private Predicate<ContainerView> created(String value, int sign) {
        var other = room.resolve(reference(value)).snapshot().definition().created();
        return view -> Integer.signum(view.created().compareTo(other)) == sign;
    }

    private static Predicate<ContainerView> volume(String value) {
        return view ->
                view.mounts().stream()
                        .anyMatch(
                                mount ->
                                        mount.name().equals(value)
                                                || mount.destination().equals(value)
                                                || mount.source().equals(value));
    }

    private static Predicate<ContainerView> network(String value) {
        return view ->
                view.networks().stream()
                        .anyMatch(
                                network ->
                                        network.name().equals(value)
                                                || network.networkId().equals(value));
    }

    /// Nothing here is part of a swarm's service.
    private static Predicate<ContainerView> task(String value) {
        return switch (value) {
            case "true", "1" -> _ -> false;
            case "false", "0" -> _ -> true;
            default -> throw new InvalidInput(FaultCode.FILTER_VALUE_INVALID, "is-task", value);
        };
    }

    private static boolean hasLabel(ContainerView view, String label) {
        int equals = label.indexOf('=');
        var labels = view.spec().identity().labels();
        if (equals < 0) return labels.containsKey(label);
        return label.substring(equals + 1).equals(labels.get(label.substring(0, equals)));
    }

    private static Pattern pattern(String key, String value) {
        if (value.length() > LONGEST_PATTERN) {
            throw new InvalidInput(FaultCode.FILTER_VALUE_INVALID, key, "…");
        }
        try {
            return Pattern.compile(value);
        } catch (PatternSyntaxException wrong) {
            throw new InvalidInput(wrong, FaultCode.FILTER_VALUE_INVALID, key, value);
        }
    }

    private static void check(Filters filters, Set<String> known) {
        for (var key : filters.keys()) {
            if (!known.contains(key)) throw new InvalidInput(FaultCode.FILTER_INVALID, key);
        }
    }

    private static ContainerReference reference(String text) {
        return new ContainerReference(text);
    }
}
