package dev.caisson.cli.build;

import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.UsageError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// `--output type=TYPE[,dest=PLACE][,KEY=VALUE]`: what becomes of a result. A place alone is a
/// directory, and `-` a tar on standard output. Source: buildx's documentation of `--output`.
///
/// @param type `local`, `tar`, `oci`, `docker`, `image` or `registry`
/// @param place a directory for `local`, a file or `-` for archives; empty for none
record Output(String type, String place, Map<String, String> options) {
    static final String STANDARD = "-";

    /// Of what `--cache-to` writes to a directory; no output is called so.
    static final String CACHE = "cache";

    private static final Set<String> TYPES =
            Set.of("local", "tar", "oci", "docker", "image", "registry");
    private static final Set<String> ARCHIVES = Set.of("tar", "oci", "docker");

    Output {
        options = Map.copyOf(options);
    }

    /// @throws UsageError for what is unknown or incomplete
    static List<Output> of(List<String> written) {
        var outputs = new ArrayList<Output>();
        for (var one : written) outputs.add(of(one));
        long toStandard = outputs.stream().filter(Output::isStandard).count();
        if (toStandard > 1) throw new UsageError("only one output can go to standard output");
        return outputs;
    }

    private static Output of(String written) {
        if (!written.contains("=") && !written.contains(",")) {
            if (written.isEmpty()) throw new UsageError("--output needs a place or type=TYPE");
            return written.equals(STANDARD)
                    ? new Output("tar", STANDARD, Map.of())
                    : new Output("local", written, Map.of());
        }
        var options = new LinkedHashMap<String, String>();
        Pairs.of(List.of(written.split(",", -1)))
                .forEach((key, value) -> options.put(key.strip().toLowerCase(Locale.ROOT), value));
        var type = options.remove("type");
        if (type == null || type.isEmpty()) {
            throw new UsageError("type is required for output: " + written);
        }
        if (!TYPES.contains(type)) {
            throw new UsageError(
                    "unknown output type \""
                            + type
                            + "\": local, tar, oci, docker, image and"
                            + " registry are known");
        }
        var place = options.getOrDefault("dest", "");
        options.remove("dest");
        return new Output(type, checked(type, place), options);
    }

    private static String checked(String type, String place) {
        if (type.equals("local")) {
            if (place.isEmpty()) throw new UsageError("dest is required for local output");
            if (place.equals(STANDARD)) {
                throw new UsageError("dest cannot be standard output for local output");
            }
        }
        // A docker image without a place is loaded; the others are written to standard output.
        if (place.isEmpty() && (type.equals("tar") || type.equals("oci"))) return STANDARD;
        return place;
    }

    boolean isStandard() {
        return place.equals(STANDARD);
    }

    /// Whether the daemon sends it as an archive.
    boolean isArchive() {
        return ARCHIVES.contains(type) && !place.isEmpty();
    }

    /// Whether files come of it here.
    boolean isFile() {
        return isArchive() || type.equals("local") || isCache();
    }

    boolean isCache() {
        return type.equals(CACHE);
    }

    boolean isPushed() {
        return type.equals("registry") || "true".equals(options.get("push"));
    }

    /// Names it has besides those of `--tag`.
    List<String> names() {
        var name = options.getOrDefault("name", "");
        return name.isEmpty() || !type.equals("image") && !type.equals("registry")
                ? List.of()
                : List.of(name);
    }

    /// As the daemon is told.
    Map<String, Object> forDaemon() {
        return Map.of("Type", isFile() ? type : "image", "Attrs", Map.of());
    }
}
