package dev.caisson.front.docker.shape;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What older clients could not say when they create a container, or said by leaving it out.
final class CreateShapes {
    private CreateShapes() {}

    static void withoutImageMounts(ObjectNode create) {
        eachMount(create, mount -> remove(mount, "ImageOptions"));
    }

    static void withoutVolumeSubpath(ObjectNode create) {
        eachMount(create, mount -> remove(member(mount, "VolumeOptions"), "Subpath"));
    }

    static void withoutOptionsOf144(ObjectNode create) {
        remove(member(create, "Healthcheck"), "StartInterval");
        eachMount(
                create,
                mount -> {
                    var bind = member(mount, "BindOptions");
                    remove(bind, "CreateMountpoint");
                    remove(bind, "ReadOnlyNonRecursive");
                    remove(bind, "ReadOnlyForceRecursive");
                });
    }

    /// More than one was refused before 1.44, whose clients cannot tell what became of the others.
    static void withOneEndpoint(ObjectNode create) {
        var endpoints = member(member(create, "NetworkingConfig"), "EndpointsConfig");
        if (endpoints.size() <= 1) return;
        var names = new TreeSet<String>();
        for (var endpoint : endpoints.properties()) names.add(endpoint.getKey());
        throw new InvalidInput(FaultCode.ENDPOINTS_MANY, String.join(", ", names));
    }

    /// A read-only mount left those beneath it writable before 1.44.
    static void withPlainReadOnlyMounts(ObjectNode create) {
        eachMount(
                create,
                mount -> {
                    if (!mount.path("Type").asString("").equals("bind")) return;
                    if (!mount.path("ReadOnly").asBoolean(false)) return;
                    if (!(mount instanceof ObjectNode tree)) return;
                    var bind =
                            tree.path("BindOptions") instanceof ObjectNode there
                                    ? there
                                    : tree.putObject("BindOptions");
                    bind.put("ReadOnlyNonRecursive", true);
                });
    }

    static void withoutAnnotations(ObjectNode create) {
        remove(member(create, "HostConfig"), "Annotations");
    }

    static void withoutConsoleSize(ObjectNode create) {
        remove(member(create, "HostConfig"), "ConsoleSize");
    }

    /// Clients before 1.41 know no other.
    static void inTheHostsCgroupNamespace(ObjectNode create) {
        whenMissing(create, "CgroupnsMode", "host");
    }

    /// The default was another one before 1.40.
    static void withShareableIpc(ObjectNode create) {
        whenMissing(create, "IpcMode", "shareable");
    }

    private static void whenMissing(ObjectNode create, String name, String value) {
        if (!(member(create, "HostConfig") instanceof ObjectNode host)) return;
        var written = member(host, name);
        if (written.isMissingNode() || written.isNull() || written.asString("").isEmpty()) {
            host.put(name, value);
        }
    }

    private static void eachMount(ObjectNode create, Consumer<JsonNode> change) {
        for (var mount : member(member(create, "HostConfig"), "Mounts")) change.accept(mount);
    }

    private static JsonNode member(JsonNode object, String name) {
        return object.path(name);
    }

    private static void remove(JsonNode object, String name) {
        if (object instanceof ObjectNode tree) tree.remove(name);
    }
}
