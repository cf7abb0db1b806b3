package dev.caisson.cli.build;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.tar.FileTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `--build-context NAME=PLACE`: what stands for a name in the Dockerfile. A directory is sent with
/// the main context; addresses, `docker-image://…` and Git repositories the daemon fetches itself.
final class NamedContexts {
    private static final String SENT = "sent:";
    private static final String LAYOUT = "oci-layout://";
    private static final List<String> FETCHED =
            List.of("docker-image://", "http://", "https://", "git://", "ssh://", "git@");

    private final Map<String, String> places = new LinkedHashMap<>();
    private final Map<String, Path> directories = new LinkedHashMap<>();

    private NamedContexts() {}

    /// @throws UsageError for what is not there
    static NamedContexts of(List<String> written) {
        var contexts = new NamedContexts();
        for (var one : written) {
            int equals = one.indexOf('=');
            if (equals <= 0 || equals == one.length() - 1) {
                throw new UsageError(
                        "invalid context value: " + one + ", expected name=directory|address");
            }
            contexts.add(one.substring(0, equals), one.substring(equals + 1));
        }
        return contexts;
    }

    private void add(String name, String place) {
        if (FETCHED.stream().anyMatch(place::startsWith)) {
            places.put(name, place);
            return;
        }
        if (place.startsWith(LAYOUT)) {
            throw new UsageError(
                    "build context "
                            + name
                            + ": oci-layout:// is not supported: load the image, and give"
                            + " docker-image://NAME");
        }
        var directory = Path.of(place);
        if (!Files.isDirectory(directory)) {
            throw new UsageError(
                    "failed to get build context " + name + ": there is no directory " + place);
        }
        places.put(name, SENT + name);
        directories.put(name, directory);
    }

    /// As the daemon is told.
    Map<String, String> places() {
        return places;
    }

    boolean areSent() {
        return !directories.isEmpty();
    }

    /// Sends the directories, in the order of [#places].
    void send(BodyParts parts) throws IOException {
        for (var directory : directories.values()) {
            try (var out = parts.next()) {
                send(out, directory);
            }
        }
    }

    private static void send(OutputStream out, Path directory) throws IOException {
        var root = directory.toRealPath();
        try (var tar = new FileTar(out, FileTar.Detail.CONTENT)) {
            var tree =
                    new ContextTree(
                            root, ContextTree.rules(root), ".dockerignore"::equals, (_, _) -> {});
            tree.walk(_ -> true, tar::add);
        }
    }
}
