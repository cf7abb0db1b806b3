package dev.caisson.front.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Gives the members of a request the names the records have, since Go takes them in any case. Of
/// several that are one to Go the last counts, and null changes nothing.
///
/// Jackson's own way to do this does not reach members of a group within a group.
final class CanonicalKeys {
    /// By the name in lower case.
    private static final Map<Class<?>, Map<String, Member>> KNOWN = new ConcurrentHashMap<>();

    /// @param name as the record has it
    private record Member(String name, Type type) {}

    private CanonicalKeys() {}

    /// @return the same document when nothing is to be renamed, a changed one otherwise
    static JsonNode rename(JsonNode document, Type type) {
        if (document instanceof ArrayNode list && type instanceof ParameterizedType of) {
            var member = of.getActualTypeArguments()[0];
            for (int i = 0; i < list.size(); i++) {
                var element = list.get(i);
                list.set(i, element.isNull() ? zero(member) : rename(element, member));
            }
            return list;
        }
        if (!(document instanceof ObjectNode object)) return document;
        if (type instanceof ParameterizedType of && of.getRawType() == Map.class) {
            var member = of.getActualTypeArguments()[1];
            for (var entry : object.properties()) {
                var value = entry.getValue();
                entry.setValue(value.isNull() ? zero(member) : rename(value, member));
            }
            return object;
        }
        if (!(type instanceof Class<?> record) || !record.isRecord()) return document;
        return renamed(object, members(record));
    }

    /// What null is to Go in a list or a map: the zero of its type.
    private static JsonNode zero(Type type) {
        var nodes = JsonNodeFactory.instance;
        if (type == String.class) return nodes.stringNode("");
        if (type instanceof Class<?> record && record.isRecord()) return nodes.objectNode();
        if (type instanceof ParameterizedType of) {
            return of.getRawType() == Map.class ? nodes.objectNode() : nodes.arrayNode();
        }
        if (type == Long.class || type == Integer.class) return nodes.numberNode(0);
        return nodes.nullNode();
    }

    private static ObjectNode renamed(ObjectNode object, Map<String, Member> members) {
        var renamed = object.objectNode();
        for (var entry : object.properties()) {
            var member = members.get(entry.getKey().toLowerCase(Locale.ROOT));
            if (member == null) continue;
            if (entry.getValue().isNull() && renamed.has(member.name)) continue;
            renamed.set(member.name, rename(entry.getValue(), member.type));
        }
        return renamed;
    }

    private static Map<String, Member> members(Class<?> record) {
        var known = KNOWN.get(record);
        if (known != null) return known;
        var members = new HashMap<String, Member>();
        for (RecordComponent component : record.getRecordComponents()) {
            var property = component.getAccessor().getAnnotation(JsonProperty.class);
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                members.putAll(members(component.getType()));
            } else if (property != null) {
                var name = property.value();
                var member = new Member(name, component.getGenericType());
                members.put(name.toLowerCase(Locale.ROOT), member);
            }
        }
        KNOWN.put(record, Map.copyOf(members));
        return members;
    }
}
