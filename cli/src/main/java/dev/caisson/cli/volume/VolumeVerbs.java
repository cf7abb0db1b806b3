package dev.caisson.cli.volume;

import dev.caisson.cli.Command;
import dev.caisson.cli.Each;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `volume create` and `volume rm`.
public final class VolumeVerbs {
    private VolumeVerbs() {}

    public static Command remove() {
        return new Each(
                () ->
                        new Syntax(
                                        "[OPTIONS] VOLUME [VOLUME...]",
                                        "Remove one or more volumes",
                                        1,
                                        Syntax.ANY)
                                .bool('f', "force", "Force the removal of one or more volumes"),
                (daemon, arguments, name) -> {
                    var target = Query.of("/volumes/" + Query.escape(name));
                    daemon.delete(target.withIf(arguments.flag("force"), "force", "1").toString());
                    return name;
                });
    }

    /// `volume create`.
    public static final class Create implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("[OPTIONS] [VOLUME]", "Create a volume", 0, 1)
                    .string('d', "driver", "Specify volume driver name (default \"local\")")
                    .list("label", "Set metadata for a volume")
                    .list('o', "opt", "Set driver specific options");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var body = new LinkedHashMap<String, Object>();
            var given = arguments.positional();
            if (!given.isEmpty()) body.put("Name", given.get(0));
            body.put("Driver", arguments.string("driver").orElse("local"));
            body.put("Labels", pairs(arguments.list("label")));
            body.put("DriverOpts", pairs(arguments.list("opt")));
            session.out()
                    .println(Json.text(session.daemon().post("/volumes/create", body), "Name"));
            return 0;
        }

        private static Map<String, String> pairs(List<String> given) {
            for (var entry : given) {
                if (entry.startsWith("=")) throw new UsageError("invalid option: " + entry);
            }
            return Pairs.of(given);
        }
    }
}
