package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.Filters;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `images`: lists images, one row for each tag.
public final class ListImages implements Command {
    private static final String NONE = "<none>";

    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] [REPOSITORY[:TAG]]", "List images", 0, 1)
                .bool('a', "all", "Show all images (default hides intermediate images)")
                .bool("digests", "Show digests")
                .list('f', "filter", "Filter output based on conditions provided")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json',"
                                + " 'TEMPLATE'")
                .bool("no-trunc", "Don't truncate output")
                .bool('q', "quiet", "Only show image IDs")
                .bool("tree", "List multi-platform images as a tree");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean whole = arguments.flag("no-trunc");
        boolean tree = arguments.flag("tree");
        if (tree) refuseWithTree(arguments);
        var filters = new ArrayList<>(arguments.list("filter"));
        arguments.positional().forEach(reference -> filters.add("reference=" + reference));
        var target =
                Query.of("/images/json")
                        .withIf(arguments.flag("all"), "all", "1")
                        .withIf(!filters.isEmpty(), "filters", Filters.json(filters))
                        .withIf(tree, "manifests", "1");
        var images = Json.list(session.daemon().get(target.toString()));
        if (tree) {
            new ImageTree(images).print(session.out());
            return 0;
        }
        if (arguments.flag("quiet")) {
            var ids = new LinkedHashSet<String>();
            for (var image : images) {
                var id = Json.text(image, "Id");
                ids.add(whole ? id : Identity.shown(id, false));
            }
            ids.forEach(session.out()::println);
            return 0;
        }
        var rows = new ArrayList<@Nullable Object>();
        for (var image : images) rows.addAll(rows(image));
        var now = session.clock().instant();
        var listing =
                new Listing()
                        .column("Repository", "REPOSITORY", row -> Json.text(row, "repository"))
                        .column("Tag", "TAG", row -> Json.text(row, "tag"));
        if (arguments.flag("digests"))
            listing.column("Digest", "DIGEST", row -> Json.text(row, "digest"));
        else listing.hidden("Digest", "DIGEST", row -> Json.text(row, "digest"));
        listing.column("ID", "IMAGE ID", row -> Identity.shown(Json.text(row, "Id"), whole))
                .column("CreatedSince", "CREATED", row -> Units.ago(created(row), now))
                .column("Size", "SIZE", row -> Units.size(Json.number(row, "Size")))
                .hidden("CreatedAt", "CREATED AT", row -> created(row).toString())
                .hidden("Containers", "CONTAINERS", _ -> "N/A")
                .hidden("SharedSize", "SHARED SIZE", _ -> "N/A")
                .hidden("UniqueSize", "UNIQUE SIZE", _ -> "N/A");
        session.out().print(listing.render(rows, arguments.string("format").orElse(null)));
        return 0;
    }

    private static void refuseWithTree(Arguments arguments) {
        for (var flag : List.of("quiet", "no-trunc", "digests")) {
            if (arguments.flag(flag)) {
                throw new UsageError("--" + flag + " is not yet supported with --tree");
            }
        }
        if (arguments.string("format").isPresent()) {
            throw new UsageError("--format is not yet supported with --tree");
        }
    }

    private static Instant created(@Nullable Object row) {
        return Instant.ofEpochSecond(Json.number(row, "Created"));
    }

    private static List<Map<String, @Nullable Object>> rows(@Nullable Object image) {
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        var digests = Json.list(Json.at(image, "RepoDigests"));
        var digest =
                digests.isEmpty()
                        ? NONE
                        : String.valueOf(digests.get(0)).replaceFirst("^[^@]*@", "");
        for (var tag : Json.list(Json.at(image, "RepoTags"))) {
            var name = String.valueOf(tag);
            int colon = name.lastIndexOf(':');
            rows.add(row(image, name.substring(0, colon), name.substring(colon + 1), digest));
        }
        if (rows.isEmpty()) {
            var repository =
                    digests.isEmpty()
                            ? NONE
                            : String.valueOf(digests.get(0)).replaceFirst("@.*$", "");
            rows.add(row(image, repository, NONE, digest));
        }
        return rows;
    }

    private static Map<String, @Nullable Object> row(
            @Nullable Object image, String repository, String tag, String digest) {
        var row = new LinkedHashMap<String, @Nullable Object>(Json.object(image));
        row.put("repository", repository);
        row.put("tag", tag);
        row.put("digest", digest);
        return row;
    }
}
