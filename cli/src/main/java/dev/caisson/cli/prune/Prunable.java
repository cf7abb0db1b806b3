package dev.caisson.cli.prune;

import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.Filters;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What can be removed when it is not used, in the order in which it is.
public enum Prunable {
    CONTAINERS(
            "containers",
            "Remove all stopped containers",
            "Containers",
            null,
            "all stopped containers",
            "all stopped containers"),
    NETWORKS(
            "networks",
            "Remove all unused networks",
            "Networks",
            null,
            "all custom networks not used by at least one container",
            "all custom networks not used by at least one container"),
    VOLUMES(
            "volumes",
            "Remove unused local volumes",
            "Volumes",
            "Remove all unused volumes, not just anonymous ones",
            "anonymous local volumes not used by at least one container",
            "all local volumes not used by at least one container"),
    IMAGES(
            "images",
            "Remove unused images",
            "Images",
            "Remove all unused images, not just dangling ones",
            "all dangling images",
            "all images without at least one container associated to them"),
    BUILD_CACHE(
            "build",
            "Remove build cache",
            "Caches",
            "Remove all unused build cache, not just dangling ones",
            "all dangling build cache",
            "all build cache");

    private final String path;
    private final String description;
    private final String heading;
    private final @Nullable String all;
    private final String some;
    private final String every;

    Prunable(
            String path,
            String description,
            String heading,
            @Nullable String all,
            String some,
            String every) {
        this.path = path;
        this.description = description;
        this.heading = heading;
        this.all = all;
        this.some = some;
        this.every = every;
    }

    /// What the command does, for its help.
    String description() {
        return description;
    }

    /// What `--all` does, for its help; null when there is no such flag.
    @Nullable String all() {
        return all;
    }

    /// What will go, for the question before.
    String warning(boolean all) {
        return all ? every : some;
    }

    /// What went.
    ///
    /// @param lines to be shown, none when there was nothing
    /// @param reclaimed bytes
    record Pruned(List<String> lines, long reclaimed) {}

    /// Removes it.
    ///
    /// @param filters `KEY=VALUE` each
    /// @param kept bytes of the build cache that stay; 0 for none
    Pruned prune(DaemonClient daemon, boolean everything, List<String> filters, long kept)
            throws IOException {
        var given = new ArrayList<>(filters);
        if (this == IMAGES) given.add("dangling=" + !everything);
        if (this == VOLUMES && everything) given.add("all=true");
        var target = Query.of("/" + path + "/prune").with("filters", Filters.json(given));
        if (this == BUILD_CACHE && everything) target.with("all", "1");
        if (kept > 0) target.with("keep-storage", Long.toString(kept));
        var report = daemon.post(target.toString(), null);
        return new Pruned(
                lines(Json.list(Json.at(report, heading + "Deleted"))),
                Json.number(report, "SpaceReclaimed"));
    }

    private List<String> lines(List<@Nullable Object> deleted) {
        var lines = new ArrayList<String>();
        if (deleted.isEmpty()) return lines;
        lines.add("Deleted " + (this == BUILD_CACHE ? "build cache objects" : heading) + ":");
        for (var entry : deleted) {
            if (entry instanceof String id) {
                lines.add(id);
            } else {
                // an image: what happened to which of its names
                Json.object(entry)
                        .forEach(
                                (how, one) -> lines.add(how.toLowerCase(Locale.ROOT) + ": " + one));
            }
        }
        lines.add("");
        return lines;
    }
}
