package dev.caisson.front.docker;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;

/// Says, in Go's words, that a value of a document has the wrong type.
final class GoTypes {
    /// Members that Go unmarshals apart, because they may be a text or a list: the path is lost.
    private static final Set<String> TEXT_OR_LIST =
            Set.of("Cmd", "Entrypoint", "Shell", "CapAdd", "CapDrop");

    private static final Map<Class<?>, String> NAMES =
            Map.ofEntries(
                    Map.entry(String.class, "string"),
                    Map.entry(long.class, "int64"),
                    Map.entry(Long.class, "int64"),
                    Map.entry(int.class, "int"),
                    Map.entry(Integer.class, "int"),
                    Map.entry(boolean.class, "bool"),
                    Map.entry(Boolean.class, "bool"),
                    Map.entry(dev.caisson.wire.Nothing.class, "struct {}"),
                    Map.entry(dev.caisson.wire.Mount.class, "mount.Mount"),
                    Map.entry(dev.caisson.wire.PortBinding.class, "nat.PortBinding"));

    private GoTypes() {}

    /// @param goName Go's name of the document's type, as `container.CreateRequest`
    /// @param goStruct Go's name of the struct members are said to be of; may be empty
    static String error(
            MismatchedInputException mismatch, JsonNode document, String goName, String goStruct) {
        var path = new StringBuilder();
        var value = document;
        var last = "";
        boolean apart = false;
        for (var step : mismatch.getPath()) {
            var name = step.getPropertyName();
            if (name == null) {
                path.append('.').append(step.getIndex());
                value = value.path(step.getIndex());
            } else {
                path.append('.').append(name.replace("~", "~0").replace("/", "~1"));
                value = value.path(name);
                apart = TEXT_OR_LIST.contains(name) && goName.contains("Create");
                last = name;
            }
        }
        if (apart) {
            return "json: cannot unmarshal " + kind(value, "") + " into Go value of type string";
        }
        var type = type(mismatch.getTargetType(), last);
        if (path.isEmpty()) {
            return "json: cannot unmarshal " + kind(value, "") + " into Go value of type " + goName;
        }
        return "json: cannot unmarshal "
                + kind(value, type)
                + " into Go struct field "
                + goStruct
                + path
                + " of type "
                + type;
    }

    private static String kind(JsonNode value, String goType) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> goType.startsWith("int") ? "number " + value : "number";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NULL, MISSING -> "null";
        };
    }

    private static String type(@Nullable Class<?> type, String member) {
        if (type == null) return "string";
        if (Collection.class.isAssignableFrom(type)) {
            return switch (member) {
                case "Config" -> "[]network.IPAMConfig";
                case "Mounts" -> "[]mount.Mount";
                case "Devices" -> "[]container.DeviceMapping";
                case "DeviceRequests" -> "[]container.DeviceRequest";
                case "Ulimits" -> "[]*container.Ulimit";
                default -> "[]string";
            };
        }
        if (Map.class.isAssignableFrom(type)) {
            return switch (member) {
                case "ExposedPorts" -> "nat.PortSet";
                case "PortBindings" -> "nat.PortMap";
                case "Volumes" -> "map[string]struct {}";
                case "EndpointsConfig" -> "map[string]*network.EndpointSettings";
                default -> "map[string]string";
            };
        }
        var known = NAMES.get(type);
        return known != null ? known : "container." + type.getSimpleName();
    }
}
