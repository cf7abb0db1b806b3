package dev.caisson.front.docker;

import dev.caisson.engine.Filters;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The `filters` parameter, in both shapes clients use: `{"label":["a"]}` and
/// `{"label":{"a":true}}`.
final class FilterParameter {
    private FilterParameter() {}

    /// @throws InvalidInput `FILTERS_UNREADABLE`
    static Filters parse(String json) {
        if (json.isEmpty()) return Filters.none();
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(json);
        } catch (JacksonException broken) {
            throw new InvalidInput(broken, FaultCode.FILTERS_UNREADABLE);
        }
        if (tree.isNull()) return Filters.none();
        if (!tree.isObject()) throw new InvalidInput(FaultCode.FILTERS_UNREADABLE);
        var filters = new LinkedHashMap<String, List<String>>();
        for (var entry : tree.properties()) filters.put(entry.getKey(), values(entry.getValue()));
        return new Filters(filters);
    }

    /// @throws InvalidInput `FILTER_INVALID` for a key that is not among `known`
    static Filters parse(String json, Set<String> known) {
        var filters = parse(json);
        for (var key : filters.keys()) {
            if (!known.contains(key)) throw new InvalidInput(FaultCode.FILTER_INVALID, key);
        }
        return filters;
    }

    private static List<String> values(JsonNode written) {
        var values = new ArrayList<String>();
        if (written.isArray()) {
            for (var value : written) {
                if (!value.isString()) throw new InvalidInput(FaultCode.FILTERS_UNREADABLE);
                values.add(value.stringValue());
            }
        } else if (written.isObject()) {
            for (var entry : written.properties()) {
                if (!entry.getValue().isBoolean()) {
                    throw new InvalidInput(FaultCode.FILTERS_UNREADABLE);
                }
                if (entry.getValue().booleanValue()) values.add(entry.getKey());
            }
        } else if (!written.isNull()) {
            throw new InvalidInput(FaultCode.FILTERS_UNREADABLE);
        }
        return values;
    }
}
