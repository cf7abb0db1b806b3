package dev.caisson.cli.create;

import dev.caisson.cli.arguments.UsageError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The value of one `--mount`: `type=bind,source=/a,target=/b,readonly`. Source: docker/cli
/// opts/mount.go.
final class MountOption {
    private final Map<String, Object> mount = new LinkedHashMap<>();
    private final Map<String, Object> bind = new LinkedHashMap<>();
    private final Map<String, Object> volume = new LinkedHashMap<>();
    private final Map<String, String> volumeOptions = new LinkedHashMap<>();
    private final Map<String, String> volumeLabels = new LinkedHashMap<>();
    private final Map<String, Object> image = new LinkedHashMap<>();
    private final Map<String, Object> tmpfs = new LinkedHashMap<>();

    private MountOption() {
        mount.put("Type", "volume");
    }

    /// @throws UsageError when it is no mount
    static Map<String, Object> parse(String written) {
        var option = new MountOption();
        for (var field : CsvLine.parse(written)) option.field(field, written);
        return option.mount(written);
    }

    private void field(String field, String written) {
        int equals = field.indexOf('=');
        var key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
        var value = equals < 0 ? "true" : field.substring(equals + 1);
        switch (key) {
            case "type" -> mount.put("Type", value.toLowerCase(Locale.ROOT));
            case "source", "src" -> mount.put("Source", source(value));
            case "target", "dst", "destination" -> mount.put("Target", value);
            case "readonly", "ro" -> mount.put("ReadOnly", truth(key, value));
            case "consistency" -> mount.put("Consistency", value);
            case "bind-propagation" -> bind.put("Propagation", value.toLowerCase(Locale.ROOT));
            case "bind-nonrecursive" -> bind.put("NonRecursive", truth(key, value));
            case "bind-recursive" -> recursive(value);
            case "bind-create-src" -> bind.put("CreateMountpoint", truth(key, value));
            case "idmap" -> bind.put("IdMap", equals < 0 ? "owner" : value);
            case "volume-nocopy" -> volume.put("NoCopy", truth(key, value));
            case "volume-subpath" -> volume.put("Subpath", value);
            case "volume-driver" -> volume.put("Name", value);
            case "volume-opt" -> put(volumeOptions, value);
            case "volume-label" -> put(volumeLabels, value);
            case "image-subpath" -> image.put("Subpath", value);
            case "tmpfs-size" -> tmpfs.put("SizeBytes", Sizes.bytes("--mount", value));
            case "tmpfs-mode" -> tmpfs.put("Mode", mode(value));
            default ->
                    throw new UsageError(
                            "invalid argument \""
                                    + written
                                    + "\" for \"--mount\" flag: unexpected key '"
                                    + key
                                    + "' in '"
                                    + field
                                    + "'");
        }
    }

    private static String source(String value) {
        return value.startsWith(".")
                ? Path.of(value).toAbsolutePath().normalize().toString()
                : value;
    }

    private static boolean truth(String key, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "t" -> true;
            case "0", "false", "f" -> false;
            default -> throw new UsageError("invalid value for " + key + ": " + value);
        };
    }

    private void recursive(String value) {
        switch (value) {
            case "enabled" -> {}
            case "disabled" -> bind.put("NonRecursive", true);
            case "writable" -> bind.put("ReadOnlyNonRecursive", true);
            case "readonly" -> bind.put("ReadOnlyForceRecursive", true);
            default -> throw new UsageError("invalid value for bind-recursive: " + value);
        }
    }

    private static void put(Map<String, String> pairs, String value) {
        int equals = value.indexOf('=');
        if (equals < 0) pairs.put(value, "");
        else pairs.put(value.substring(0, equals), value.substring(equals + 1));
    }

    private static long mode(String value) {
        try {
            return Long.parseLong(value, 8);
        } catch (NumberFormatException unreadable) {
            throw new UsageError("invalid value for tmpfs-mode: " + value);
        }
    }

    private Map<String, Object> mount(String written) {
        if (!mount.containsKey("Target")) {
            throw new UsageError(
                    "invalid argument \""
                            + written
                            + "\" for \"--mount\" flag: target is required");
        }
        if (!volumeOptions.isEmpty() || volume.containsKey("Name")) {
            var driver = new LinkedHashMap<String, Object>();
            var name = volume.remove("Name");
            if (name != null) driver.put("Name", name);
            if (!volumeOptions.isEmpty()) driver.put("Options", volumeOptions);
            volume.put("DriverConfig", driver);
        }
        if (!volumeLabels.isEmpty()) volume.put("Labels", volumeLabels);
        if (!bind.isEmpty()) mount.put("BindOptions", bind);
        if (!volume.isEmpty()) mount.put("VolumeOptions", volume);
        if (!image.isEmpty()) mount.put("ImageOptions", image);
        if (!tmpfs.isEmpty()) mount.put("TmpfsOptions", tmpfs);
        return mount;
    }
}
