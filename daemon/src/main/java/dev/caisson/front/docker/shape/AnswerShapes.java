package dev.caisson.front.docker.shape;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What older clients expect to find in answers.
final class AnswerShapes {
    private AnswerShapes() {}

    static void withoutAnnotations(ObjectNode container) {
        if (container.path("HostConfig") instanceof ObjectNode host) host.remove("Annotations");
    }

    static void withVirtualSize(ObjectNode image) {
        image.put("VirtualSize", image.path("Size").asLong(0));
    }

    static void withVirtualSizes(ObjectNode usage) {
        for (var image : usage.path("Images")) {
            if (image instanceof ObjectNode tree) withVirtualSize(tree);
        }
    }

    /// Members of a container's configuration that an image never had a use for.
    static void withWholeImageConfig(ObjectNode image) {
        if (image.path("Config") instanceof ObjectNode config) addContainerMembers(config);
    }

    static void withContainerConfig(ObjectNode image) {
        var config = image.putObject("ContainerConfig");
        addContainerMembers(config);
        config.put("User", "");
        config.putNull("Env").putNull("Cmd").putNull("Volumes");
        config.put("WorkingDir", "");
        config.putNull("Entrypoint").putNull("OnBuild").putNull("Labels");
    }

    private static void addContainerMembers(ObjectNode config) {
        for (var name : List.of("Hostname", "Domainname", "Image")) config.put(name, "");
        for (var name :
                List.of(
                        "AttachStdin",
                        "AttachStdout",
                        "AttachStderr",
                        "Tty",
                        "OpenStdin",
                        "StdinOnce")) {
            config.put(name, false);
        }
    }

    static void withBridgeFilters(ObjectNode info) {
        info.put("BridgeNfIptables", false).put("BridgeNfIp6tables", false);
    }

    static void withExpectedCommits(ObjectNode info) {
        for (var name : List.of("ContainerdCommit", "RuncCommit", "InitCommit")) {
            JsonNode commit = info.path(name);
            if (commit instanceof ObjectNode tree) {
                tree.put("Expected", tree.path("ID").asString(""));
            }
        }
    }

    static void withKernelMemory(ObjectNode info) {
        info.put("KernelMemory", false).put("KernelMemoryTCP", false);
    }
}
