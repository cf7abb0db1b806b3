package dev.caisson.image.json;

import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ContainerDefaults.Command;
import dev.caisson.image.ContainerDefaults.Healthcheck;
import dev.caisson.image.ContainerDefaults.Lifecycle;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageConfig.HistoryEntry;
import dev.caisson.image.Platform;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The configuration of an image as JSON.
public final class ConfigJson {
    /// Also what Docker reads at most of one.
    public static final int SIZE_LIMIT = 8 << 20;

    private static final int HISTORY_LIMIT = 10_000;

    private ConfigJson() {}

    public static ImageConfig read(byte[] bytes, String what) {
        var document = Document.parse(bytes, what, SIZE_LIMIT);
        var rootfs = document.requiredObject("rootfs");
        var type = rootfs.requiredString("type");
        if (!type.equals("layers")) throw rootfs.refused("type is " + type + ", not layers");
        var diffIds = rootfs.digests("diff_ids");
        if (diffIds.size() > ManifestJson.LAYER_LIMIT) {
            throw rootfs.refused("diff_ids are " + diffIds.size() + "; 500 are possible");
        }
        var history = document.objects("history");
        if (history.size() > HISTORY_LIMIT) throw document.refused("history is too long");
        return new ImageConfig(
                platform(document),
                document.time("created"),
                document.string("author"),
                document.string("comment"),
                document.string("docker_version"),
                defaults(document.object("config")),
                diffIds,
                history.stream().map(ConfigJson::historyEntry).toList());
    }

    private static Platform platform(Document document) {
        var features = document.strings("os.features");
        var os = document.string("os");
        return new Platform(
                // Images older than the field are Linux images, as Docker has it.
                os.isEmpty() ? "linux" : os,
                document.string("architecture"),
                document.string("variant"),
                document.string("os.version"),
                features == null ? List.of() : features);
    }

    private static ContainerDefaults defaults(@Nullable Document config) {
        if (config == null) return ContainerDefaults.none();
        return new ContainerDefaults(
                config.string("User"),
                orEmpty(config.strings("Env")),
                new Command(
                        config.strings("Entrypoint"),
                        config.strings("Cmd"),
                        config.strings("Shell"),
                        config.flag("ArgsEscaped")),
                config.string("WorkingDir"),
                new TreeSet<>(config.names("ExposedPorts")),
                new TreeSet<>(config.names("Volumes")),
                config.stringMap("Labels"),
                new Lifecycle(
                        config.string("StopSignal"),
                        healthcheck(config.object("Healthcheck")),
                        orEmpty(config.strings("OnBuild"))));
    }

    private static @Nullable Healthcheck healthcheck(@Nullable Document check) {
        if (check == null) return null;
        long retries = check.number("Retries");
        if (retries < 0 || retries > Integer.MAX_VALUE) throw check.refused("Retries");
        return new Healthcheck(
                orEmpty(check.strings("Test")),
                Duration.ofNanos(check.number("Interval")),
                Duration.ofNanos(check.number("Timeout")),
                Duration.ofNanos(check.number("StartPeriod")),
                Duration.ofNanos(check.number("StartInterval")),
                (int) retries);
    }

    private static HistoryEntry historyEntry(Document entry) {
        return new HistoryEntry(
                entry.time("created"),
                entry.string("created_by"),
                entry.string("author"),
                entry.string("comment"),
                entry.flag("empty_layer"));
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    public static byte[] write(ImageConfig config) {
        return write(config, Map.of());
    }

    /// The text beside what an image must have that is under a key; empty when there is none.
    ///
    /// @throws dev.caisson.fault.InvalidInput when it is no text
    public static String addition(byte[] bytes, String key, String what) {
        return Document.parse(bytes, what, SIZE_LIMIT).string(key);
    }

    /// @param additions texts beside what an image must have, by their keys
    public static byte[] write(ImageConfig config, Map<String, String> additions) {
        var root = JsonNodeFactory.instance.objectNode();
        var created = config.created();
        if (created != null) root.put("created", created.toString());
        text(root, "author", config.author());
        root.put("architecture", config.platform().architecture());
        text(root, "variant", config.platform().variant());
        root.put("os", config.platform().os());
        text(root, "os.version", config.platform().osVersion());
        list(root, "os.features", config.platform().osFeatures());
        text(root, "comment", config.comment());
        text(root, "docker_version", config.dockerVersion());
        root.set("config", node(config.defaults()));
        var rootfs = root.putObject("rootfs");
        rootfs.put("type", "layers");
        var diffIds = rootfs.putArray("diff_ids");
        config.diffIds().stream().map(Digest::toString).forEach(diffIds::add);
        var history = root.putArray("history");
        for (var entry : config.history()) history.add(node(entry));
        additions.forEach(root::put);
        return Document.JSON.writeValueAsBytes(root);
    }

    private static ObjectNode node(ContainerDefaults defaults) {
        var node = JsonNodeFactory.instance.objectNode();
        text(node, "User", defaults.user());
        set(node, "ExposedPorts", defaults.exposedPorts());
        list(node, "Env", defaults.env());
        var command = defaults.command();
        // None and an empty one are the same, as in every engine that is written in Go.
        list(node, "Entrypoint", orEmpty(command.entrypoint()));
        list(node, "Cmd", orEmpty(command.cmd()));
        set(node, "Volumes", defaults.volumes());
        text(node, "WorkingDir", defaults.workingDir());
        if (!defaults.labels().isEmpty()) {
            var labels = node.putObject("Labels");
            defaults.labels().forEach(labels::put);
        }
        var lifecycle = defaults.lifecycle();
        text(node, "StopSignal", lifecycle.stopSignal());
        if (command.argsEscaped()) node.put("ArgsEscaped", true);
        if (command.shell() != null) array(node, "Shell", command.shell());
        list(node, "OnBuild", lifecycle.onBuild());
        var healthcheck = lifecycle.healthcheck();
        if (healthcheck != null) node.set("Healthcheck", node(healthcheck));
        return node;
    }

    private static ObjectNode node(Healthcheck check) {
        var node = JsonNodeFactory.instance.objectNode();
        list(node, "Test", check.test());
        nanos(node, "Interval", check.interval());
        nanos(node, "Timeout", check.timeout());
        nanos(node, "StartPeriod", check.startPeriod());
        nanos(node, "StartInterval", check.startInterval());
        if (check.retries() != 0) node.put("Retries", check.retries());
        return node;
    }

    private static ObjectNode node(HistoryEntry entry) {
        var node = JsonNodeFactory.instance.objectNode();
        var created = entry.created();
        if (created != null) node.put("created", created.toString());
        text(node, "created_by", entry.createdBy());
        text(node, "author", entry.author());
        text(node, "comment", entry.comment());
        if (entry.emptyLayer()) node.put("empty_layer", true);
        return node;
    }

    private static void text(ObjectNode node, String key, String value) {
        if (!value.isEmpty()) node.put(key, value);
    }

    private static void nanos(ObjectNode node, String key, Duration value) {
        if (!value.isZero()) node.put(key, value.toNanos());
    }

    private static void list(ObjectNode node, String key, Collection<String> values) {
        if (!values.isEmpty()) array(node, key, values);
    }

    private static void array(ObjectNode node, String key, Collection<String> values) {
        var array = node.putArray(key);
        values.forEach(array::add);
    }

    private static void set(ObjectNode node, String key, Collection<String> values) {
        if (values.isEmpty()) return;
        var object = node.putObject(key);
        values.forEach(object::putObject);
    }
}
