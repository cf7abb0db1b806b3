package dev.caisson.cli.container;

import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// What is at a path of a container.
///
/// @param linkTarget where a link leads; empty for everything else
record ContainerFile(boolean directory, String linkTarget) {
    /// The header that describes it.
    static final String HEADER = "x-docker-container-path-stat";

    // io/fs/fs.go
    private static final long MODE_DIR = 1L << 31;

    /// @return empty when there is nothing, or when it cannot be told; the copy then says why
    static Optional<ContainerFile> find(DaemonClient daemon, String container, String path)
            throws IOException {
        try (var connection = daemon.connect()) {
            var target = DaemonClient.API + target(container, path);
            connection.send("HEAD", target, Map.of(), null);
            var answer = connection.answer();
            var header = answer.headers().get(HEADER);
            if (!answer.isSuccess() || header == null) return Optional.empty();
            return Optional.of(parse(header));
        }
    }

    static ContainerFile parse(String header) throws IOException {
        var json = new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8);
        var stat = Json.parse(json.getBytes(StandardCharsets.UTF_8));
        return new ContainerFile(
                (Json.number(stat, "mode") & MODE_DIR) != 0, Json.text(stat, "linkTarget"));
    }

    static String target(String container, String path) {
        return Query.of(ContainerVerbs.path(container, "archive")).with("path", path).toString();
    }

    /// Where a link at `path` leads, as a path of the container; `path` when it is none.
    String followed(String path) {
        if (linkTarget.isEmpty()) return path;
        if (linkTarget.startsWith("/")) return linkTarget;
        return CopyPath.parent(path) + "/" + linkTarget;
    }
}
