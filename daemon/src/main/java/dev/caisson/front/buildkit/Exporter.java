package dev.caisson.front.buildkit;

import dev.caisson.build.BuildRequest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.grpc.Fields;
import dev.caisson.image.ImageReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What is to become of a result.
///
/// @param type `moby` and `image` for an image of the engine's, `local`, `tar`, `oci`, `docker`
record Exporter(String type, Map<String, String> options) {
    Exporter {
        options = Map.copyOf(options);
    }

    static List<Exporter> of(Fields solve) {
        var exporters =
                solve.messages(13).stream()
                        .map(one -> new Exporter(one.text(1), one.textMap(2)))
                        .toList();
        // What older clients say.
        boolean old = exporters.isEmpty() && !solve.text(3).isEmpty();
        return old ? List.of(new Exporter(solve.text(3), solve.textMap(4))) : exporters;
    }

    /// Whether it makes an image of the engine's.
    boolean isImage() {
        return type.equals("moby") || type.equals("image");
    }

    /// Whether it writes an image for the client.
    boolean isArchive() {
        return type.equals("oci") || type.equals("docker");
    }

    BuildRequest.Output output() {
        return new BuildRequest.Output(isImage() ? "image" : type, options);
    }

    /// @throws Unsupported when it is none that is known
    void check() {
        switch (type) {
            case "moby", "image" -> {
                if (Boolean.parseBoolean(options.get("push-by-digest"))) {
                    throw new Unsupported(
                            FaultCode.NOT_SUPPORTED, "push-by-digest", "push under a name");
                }
            }
            case "local" -> {
                if (options.getOrDefault("mode", "").equals("delete")) {
                    throw new Unsupported(
                            FaultCode.NOT_SUPPORTED, "mode=delete", "empty the directory before");
                }
            }
            case "tar" -> {}
            case "oci", "docker" -> {
                if (options.getOrDefault("tar", "true").equals("false")) {
                    throw new Unsupported(
                            FaultCode.NOT_SUPPORTED, "tar=false", "write an archive and unpack it");
                }
            }
            default ->
                    throw new Unsupported(
                            FaultCode.NOT_SUPPORTED,
                            "the output " + type,
                            "type=image, local, tar, oci and docker are known");
        }
    }

    /// Names of an image.
    List<ImageReference> names() {
        var names = new LinkedHashSet<ImageReference>();
        for (var name : options.getOrDefault("name", "").split(",", -1)) {
            if (!name.isBlank()) names.add(ImageReference.parse(name.strip()));
        }
        return List.copyOf(names);
    }
}
