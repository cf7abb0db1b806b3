package dev.caisson.dockerfile;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `RUN --mount=…` as written.
///
/// @param options comma-separated `key=value`, a value with a comma in double quotes
public record RunMount(Word options) {
    /// What a mount is once its variables have values.
    public sealed interface Resolved {}

    /// A directory or file of a stage, an image or the context (without `from`), shown in the step.
    ///
    /// @param target absolute, or relative to the working directory
    /// @param source beneath the root of `from`
    /// @param writable whether the step may write; what it writes is dropped
    public record Bind(String target, String source, @Nullable String from, boolean writable)
            implements Resolved {}

    /// A directory that outlives the build.
    ///
    /// @param id which directory, by default the target
    /// @param from what it holds in the beginning, with `source` of it
    public record Cache(
            String id,
            String target,
            boolean readOnly,
            Sharing sharing,
            @Nullable String from,
            String source,
            Owner owner)
            implements Resolved {}

    /// @param size bytes, 0 for the kernel's default
    public record Tmpfs(String target, long size) implements Resolved {}

    /// @param target file, absent when it is only given as environment variable
    /// @param environment name of the variable
    public record Secret(
            String id,
            @Nullable String target,
            @Nullable String environment,
            boolean required,
            Owner owner)
            implements Resolved {}

    /// @param id of the agent, `default` by default
    /// @param target socket; absent: `/run/buildkit/ssh_agent.N`
    public record Ssh(String id, @Nullable String target, boolean required, Owner owner)
            implements Resolved {}

    /// @param mode permission bits
    public record Owner(int mode, long uid, long gid) {}

    /// How steps that run at the same time use one cache.
    public enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    static final Map<String, Set<String>> KEYS =
            Map.of(
                    "bind", Set.of("target", "source", "from", "rw"),
                    "cache",
                            Set.of(
                                    "target", "source", "from", "id", "ro", "sharing", "mode",
                                    "uid", "gid"),
                    "tmpfs", Set.of("target", "size"),
                    "secret", Set.of("id", "target", "required", "mode", "uid", "gid", "env"),
                    "ssh", Set.of("id", "target", "required", "mode", "uid", "gid"));

    /// @throws InvalidInput `RUN_MOUNT_INVALID`
    public Resolved resolve(Variables variables) {
        var fields = new Fields(options.raw(), parse(), options.escape(), variables);
        return switch (fields.type) {
            case "bind" ->
                    new Bind(
                            fields.required("target"),
                            fields.text("source", "/"),
                            fields.get("from"),
                            fields.flag("rw"));
            case "cache" -> {
                var target = fields.required("target");
                yield new Cache(
                        fields.text("id", target),
                        target,
                        fields.flag("ro"),
                        fields.sharing(),
                        fields.get("from"),
                        fields.text("source", "/"),
                        fields.owner(0755));
            }
            case "tmpfs" -> new Tmpfs(fields.required("target"), fields.size());
            case "secret" -> secret(fields);
            default ->
                    new Ssh(
                            fields.text("id", "default"),
                            fields.get("target"),
                            fields.flag("required"),
                            fields.owner(0600));
        };
    }

    /// Refuses at once what no value of a variable could mend.
    ///
    /// @throws InvalidInput `RUN_MOUNT_INVALID`
    void check() {
        if (options.raw().indexOf('$') < 0) resolve(Variables.none());
        else parse();
    }

    private static Secret secret(Fields fields) {
        var target = fields.get("target");
        var environment = fields.get("env");
        var id = fields.get("id");
        if (id == null && target != null) id = target.substring(target.lastIndexOf('/') + 1);
        if (id == null) id = environment;
        if (id == null || id.isEmpty()) throw fields.broken("secret needs id=, target= or env=");
        if (target == null && environment == null) target = "/run/secrets/" + id;
        return new Secret(id, target, environment, fields.flag("required"), fields.owner(0400));
    }

    /// The fields by their first name, values as written.
    private Map<String, String> parse() {
        var fields = new LinkedHashMap<String, String>();
        for (var field : csv(options.raw())) {
            int equals = field.indexOf('=');
            var written = equals < 0 ? field : field.substring(0, equals);
            var key =
                    switch (written.toLowerCase(Locale.ROOT)) {
                        case "dst", "destination" -> "target";
                        case "src" -> "source";
                        case "readwrite" -> "rw";
                        case "readonly" -> "ro";
                        case String other -> other;
                    };
            var value = equals < 0 ? "" : field.substring(equals + 1);
            if (equals < 0 && !Set.of("rw", "ro", "required").contains(key)) {
                throw broken("field '" + field + "' must be a key=value pair");
            }
            fields.put(key, value);
        }
        var type = fields.getOrDefault("type", "bind");
        var known = KEYS.get(type);
        if (known == null) throw broken("unsupported mount type \"" + type + "\"");
        for (var key : fields.keySet()) {
            boolean readOnlyBind = type.equals("bind") && key.equals("ro");
            boolean writableCache = type.equals("cache") && key.equals("rw");
            if (!key.equals("type") && !known.contains(key) && !readOnlyBind && !writableCache) {
                throw broken(
                        "unexpected key '"
                                + key
                                + "' for mount type '"
                                + type
                                + "'"
                                + Nearest.hint(key, known));
            }
        }
        return fields;
    }

    private List<String> csv(String text) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) throw broken("a double quote is not closed");
        fields.add(field.toString());
        return fields;
    }

    private InvalidInput broken(String why) {
        return new InvalidInput(FaultCode.RUN_MOUNT_INVALID, options.raw(), why);
    }

    /// The values, expanded and converted.
    private static final class Fields {
        private final String written;
        private final Map<String, String> values = new LinkedHashMap<>();
        final String type;

        Fields(String written, Map<String, String> raw, char escape, Variables variables) {
            this.written = written;
            raw.forEach((key, value) -> values.put(key, new Word(value, escape).expand(variables)));
            type = values.getOrDefault("type", "bind");
        }

        @Nullable String get(String key) {
            return values.get(key);
        }

        String text(String key, String otherwise) {
            return values.getOrDefault(key, otherwise);
        }

        String required(String key) {
            var value = values.get(key);
            if (value == null || value.isEmpty()) {
                throw broken("invalid mount type \"" + type + "\": " + key + " is required");
            }
            return value;
        }

        boolean flag(String key) {
            if (!values.containsKey(key)) return opposite(key);
            return bool(key);
        }

        /// A cache is written to unless `rw=false`, a bind is not unless `ro=false`.
        private boolean opposite(String key) {
            var other = key.equals("ro") ? "rw" : key.equals("rw") ? "ro" : null;
            return other != null && values.containsKey(other) && !bool(other);
        }

        private boolean bool(String key) {
            return switch (values.getOrDefault(key, "").toLowerCase(Locale.ROOT)) {
                case "", "true", "1", "t" -> true;
                case "false", "0", "f" -> false;
                case String other -> throw broken("invalid value for " + key + ": " + other);
            };
        }

        Sharing sharing() {
            return switch (text("sharing", "shared")) {
                case "shared" -> Sharing.SHARED;
                case "private" -> Sharing.PRIVATE;
                case "locked" -> Sharing.LOCKED;
                case String other ->
                        throw broken(
                                "unsupported sharing value \""
                                        + other
                                        + "\": shared, private and locked are known");
            };
        }

        Owner owner(int mode) {
            return new Owner(
                    (int) number("mode", 8, mode, 07777),
                    number("uid", 10, 0, 0xffff_fffeL),
                    number("gid", 10, 0, 0xffff_fffeL));
        }

        private long number(String key, int radix, long otherwise, long most) {
            var text = values.get(key);
            if (text == null) return otherwise;
            try {
                long value = Long.parseLong(text, radix);
                if (value >= 0 && value <= most) return value;
            } catch (NumberFormatException notANumber) {
                /* said below */
            }
            throw broken("invalid value for " + key + ": " + text);
        }

        long size() {
            var text = values.get("size");
            if (text == null) return 0;
            var match =
                    java.util.regex.Pattern.compile("(\\d{1,12})([kmgt]?)(?:i?b)?")
                            .matcher(text.toLowerCase(Locale.ROOT));
            if (!match.matches()) throw broken("invalid value for size: " + text);
            int power = "kmgt".indexOf(match.group(2)) + (match.group(2).isEmpty() ? 0 : 1);
            long unit = 1L << (10 * power);
            long count = Long.parseLong(match.group(1));
            if (count > Long.MAX_VALUE / unit) throw broken("invalid value for size: " + text);
            return count * unit;
        }

        InvalidInput broken(String why) {
            return new InvalidInput(FaultCode.RUN_MOUNT_INVALID, written, why);
        }
    }
}
