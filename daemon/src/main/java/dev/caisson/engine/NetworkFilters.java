package dev.caisson.engine;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Chooses networks as Docker's `filters` say: of one key one value must match, all keys must.
final class NetworkFilters {
    private static final Set<String> KEYS =
            Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
    private static final Set<String> PRUNE_KEYS = Set.of("label", "label!", "until");

    private NetworkFilters() {}

    static Predicate<Network> of(Filters filters, Predicate<Network> used) {
        Predicate<Network> all = _ -> true;
        for (var key : filters.keys()) {
            if (!KEYS.contains(key)) throw new InvalidInput(FaultCode.FILTER_INVALID, key);
            var values = filters.of(key);
            if (!values.isEmpty()) all = all.and(of(key, values, used));
        }
        return all;
    }

    private static Predicate<Network> of(String key, List<String> values, Predicate<Network> used) {
        return switch (key) {
            case "driver" -> network -> values.contains(network.driver().word());
            case "id" -> network -> values.stream().anyMatch(network.id()::startsWith);
            case "name" -> network -> values.stream().anyMatch(network.name()::contains);
            case "scope" -> _ -> values.contains("local");
            case "label" -> network -> values.stream().allMatch(each -> hasLabel(network, each));
            case "type" -> type(values);
            case "dangling" -> dangling(values, used);
            default -> throw new InvalidInput(FaultCode.FILTER_INVALID, key);
        };
    }

    private static Predicate<Network> type(List<String> values) {
        for (var value : values) {
            if (!value.equals("custom") && !value.equals("builtin")) {
                throw new InvalidInput(
                        FaultCode.QUERY_INVALID, "invalid filter: 'type'='" + value + "'");
            }
        }
        return network -> values.contains(network.identity().builtIn() ? "builtin" : "custom");
    }

    private static Predicate<Network> dangling(List<String> values, Predicate<Network> used) {
        var value = values.getFirst();
        return switch (value) {
            case "true", "1" -> network -> !network.identity().builtIn() && !used.test(network);
            case "false", "0" -> network -> network.identity().builtIn() || used.test(network);
            default ->
                    throw new InvalidInput(
                            FaultCode.QUERY_INVALID,
                            "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or"
                                    + " \"false\" (or \"0\")");
        };
    }

    static Predicate<Network> ofPrune(Filters filters, Instant now) {
        for (var key : filters.keys()) {
            if (!PRUNE_KEYS.contains(key)) throw new InvalidInput(FaultCode.FILTER_INVALID, key);
        }
        var until = filters.of("until");
        if (until.size() > 1) {
            throw new InvalidInput(FaultCode.QUERY_INVALID, "more than one until filter specified");
        }
        var limit = until.isEmpty() ? Instant.MAX : Moments.parse(until.getFirst(), now);
        return network ->
                network.identity().created().isBefore(limit)
                        && filters.of("label").stream().allMatch(each -> hasLabel(network, each))
                        && filters.of("label!").stream().noneMatch(each -> hasLabel(network, each));
    }

    private static boolean hasLabel(Network network, String label) {
        int equals = label.indexOf('=');
        if (equals < 0) return network.labels().containsKey(label);
        return label.substring(equals + 1).equals(network.labels().get(label.substring(0, equals)));
    }
}
