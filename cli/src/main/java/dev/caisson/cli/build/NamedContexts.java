package dev.caisson.cli.build;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.tar.FileTar;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `--build-context NAME=PLACE`: what stands for a name in the Dockerfile. A directory is sent with
/// the main context, and so is an image in an OCI layout (`oci-layout://DIRECTORY[:TAG][@DIGEST]`);
/// addresses, `docker-image://…` and Git repositories the daemon fetches itself.
final class NamedContexts {
    private static final String SENT = "sent:";
    private static final String IMAGE = "oci-layout:";
    private static final String LAYOUT = "oci-layout://";
    private static final List<String> FETCHED =
            List.of("docker-image://", "http://", "https://", "git://", "ssh://", "git@");

    private final Map<String, String> places = new LinkedHashMap<>();
    private final Map<String, Sent> sent = new LinkedHashMap<>();

    private NamedContexts() {}

    /// Something that is sent.
    @FunctionalInterface
    private interface Sent {
        void send(OutputStream out) throws IOException;
    }

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
            places.put(name, IMAGE + SENT + name);
            sent.put(name, layout(place.substring(LAYOUT.length()))::send);
            return;
        }
        var directory = Path.of(place);
        if (!Files.isDirectory(directory)) {
            throw new UsageError(
                    "failed to get build context " + name + ": there is no directory " + place);
        }
        places.put(name, SENT + name);
        sent.put(name, out -> send(out, directory));
    }

    /// @param place `DIRECTORY[:TAG][@DIGEST]`
    private static Layout layout(String place) {
        int at = place.indexOf('@');
        var digest = at < 0 ? "" : place.substring(at + 1);
        var path = at < 0 ? place : place.substring(0, at);
        int colon = path.lastIndexOf(':');
        boolean tagged = colon > path.lastIndexOf('/');
        var tag = tagged ? path.substring(colon + 1) : "latest";
        return Layout.of(Path.of(tagged ? path.substring(0, colon) : path), tag, digest);
    }

    /// As the daemon is told.
    Map<String, String> places() {
        return places;
    }

    boolean areSent() {
        return !sent.isEmpty();
    }

    /// Sends what is on this machine, in the order of [#places].
    void send(BodyParts parts) throws IOException {
        for (var one : sent.values()) {
            try (var out = parts.next()) {
                one.send(out);
            }
        }
    }

    private static void send(OutputStream out, Path directory) throws IOException {
        var root = directory.toRealPath();
        try (var tar = new FileTar(out, FileTar.Detail.CONTENT)) {
            var tree =
                    new ContextTree(
                            root,
                            IgnoreRules.parse(ContextTree.rules(root)),
                            ".dockerignore"::equals,
                            (_, _) -> {});
            tree.walk(_ -> true, tar::add);
        }
    }
}
