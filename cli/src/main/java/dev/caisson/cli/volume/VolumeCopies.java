package dev.caisson.cli.volume;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;

/// `volume rename` and `volume clone`.
public final class VolumeCopies {
    private VolumeCopies() {}

    static Query path(String volume, String what) {
        return Query.of("/caisson/volumes/" + Query.escape(volume) + "/" + what);
    }

    private static int post(Arguments arguments, Session session, String what) throws IOException {
        var given = arguments.positional();
        var target = path(given.get(0), what).with("name", given.get(1));
        session.out().println(Json.text(session.daemon().post(target.toString(), null), "Name"));
        return 0;
    }

    /// `volume rename`.
    public static final class Rename implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("VOLUME NEW_NAME", "Rename a volume", 2, 2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            return post(arguments, session, "rename");
        }
    }

    /// `volume clone`.
    public static final class Clone implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                    "VOLUME NEW_NAME",
                    "Make a volume of another's files; containers that use it are frozen meanwhile",
                    2,
                    2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            return post(arguments, session, "clone");
        }
    }
}
