package dev.caisson.cli.registry;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `registry serve`: lets other hosts pull the images of this one.
public final class Serve implements Command {
    private static final String PATH = "/caisson/registry";
    private static final String LISTEN = "127.0.0.1:5000";

    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Serve the images of this host as a registry", 0, 0)
                .string("listen", "Address to listen on (default " + LISTEN + ")")
                .bool("writable", "Accept pushes and deletions")
                .bool('d', "detach", "Serve until 'registry stop' or the daemon's end");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean detach = arguments.flag("detach");
        var target =
                Query.of(PATH)
                        .with("listen", arguments.string("listen").orElse(LISTEN))
                        .withIf(arguments.flag("writable"), "writable", "1")
                        .withIf(detach, "detach", "1");
        var answer = session.daemon().call("POST", target.toString(), null);
        try (var _ = answer.connection();
                var lines =
                        new BufferedReader(
                                new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            var first = lines.readLine();
            if (first == null) throw new IOException("the daemon serves nothing");
            tell(session, Json.parse(first.getBytes(StandardCharsets.UTF_8)));
            if (detach) return 0;
            while (lines.readLine() != null) {
                // Nothing more is said; the end of it is the end of the port.
            }
            session.err().println("the registry has ended");
            return 0;
        }
    }

    private static void tell(Session session, @Nullable Object port) {
        if (Json.flag(port, "Exposed")) {
            session.err()
                    .println(
                            "WARNING: there is no login: whoever reaches this port can read every"
                                    + " image of this host.");
        }
        session.out().println("Serving on " + Json.text(port, "Listen") + writable(port));
        session.out().flush();
    }

    private static String writable(@Nullable Object port) {
        return Json.flag(port, "Writable") ? " (writable)" : " (read-only)";
    }

    /// `registry ls`: the ports that are open.
    public static final class Ports implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("", "List the addresses this host's images are served on", 0, 0);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            for (var port : Json.list(session.daemon().get(PATH))) {
                session.out().println(Json.text(port, "Listen") + writable(port));
            }
            return 0;
        }
    }

    /// `registry stop`: closes ports.
    public static final class Stop implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                    "[ADDRESS]", "Stop serving images (default address " + LISTEN + ")", 0, 1);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var listen = given.isEmpty() ? LISTEN : given.getFirst();
            var target = Query.of(PATH).with("listen", listen);
            var _ = session.daemon().delete(target.toString());
            session.out().println(listen);
            return 0;
        }
    }
}
