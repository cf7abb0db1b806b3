package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.Each;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.util.ArrayList;

/// The commands that are one call of the API for each image named.
public final class ImageVerbs {
    private ImageVerbs() {}

    public static Command remove() {
        return new Each(
                () ->
                        new Syntax(
                                        "[OPTIONS] IMAGE [IMAGE...]",
                                        "Remove one or more images",
                                        1,
                                        Syntax.ANY)
                                .bool('f', "force", "Force removal of the image")
                                .bool("no-prune", "Do not delete untagged parents")
                                .list(
                                        "platform",
                                        "Remove only the given platform, 'os[/arch[/variant]]'"),
                (daemon, arguments, name) -> {
                    var target =
                            Query.of("/images/" + path(name))
                                    .withIf(arguments.flag("force"), "force", "1")
                                    .withIf(arguments.flag("no-prune"), "noprune", "1");
                    for (var written : arguments.list("platform")) {
                        for (var one : written.split(",", -1)) {
                            target.with("platforms", PlatformText.json(one));
                        }
                    }
                    var lines = new ArrayList<String>();
                    for (var step : Json.list(daemon.delete(target.toString()))) {
                        Json.object(step).forEach((what, which) -> lines.add(what + ": " + which));
                    }
                    return String.join("\n", lines);
                });
    }

    /// A reference as part of a path: its slashes stay.
    static String path(String reference) {
        return Query.escape(reference).replace("%2F", "/").replace("%3A", ":").replace("%40", "@");
    }
}
