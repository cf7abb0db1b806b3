package dev.caisson.cli.create;

import dev.caisson.cli.arguments.UsageError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The value of one `--secret`: `NAME[,target=…][,mode=…][,uid=…][,gid=…]` for a file,
/// `NAME,env=VARIABLE` for a variable.
final class SecretOption {
    private SecretOption() {}

    /// @throws UsageError when it is no secret
    static Map<String, Object> parse(String written) {
        var mount = new LinkedHashMap<String, Object>();
        var options = new ArrayList<List<String>>();
        var file = new LinkedHashMap<String, Object>();
        mount.put("Type", "secret");
        for (var field : written.split(",", -1)) {
            int equals = field.indexOf('=');
            var key = equals < 0 ? "source" : field.substring(0, equals);
            var value = field.substring(equals + 1);
            switch (key) {
                case "source", "src", "id" -> mount.put("Source", value);
                case "target", "dst", "destination" -> mount.put("Target", value);
                case "env" -> mount.put("Target", "env:" + value);
                case "mode" -> file.put("Mode", mode(value));
                case "uid", "gid" -> options.add(List.of(key, value));
                default -> throw new UsageError("unexpected key '" + key + "' in --secret");
            }
        }
        if (!options.isEmpty()) file.put("Options", options);
        if (!file.isEmpty()) mount.put("TmpfsOptions", file);
        return mount;
    }

    private static long mode(String value) {
        try {
            return Long.parseLong(value, 8);
        } catch (NumberFormatException unreadable) {
            throw new UsageError("invalid mode of --secret: " + value);
        }
    }
}
