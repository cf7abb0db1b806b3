package dev.caisson.cli.volume;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import java.io.IOException;

/// Snapshots of volumes: taken, listed, removed, put back.
public final class Snapshots {
    private Snapshots() {}

    /// `volume snapshot`.
    public static final class Take implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                    "VOLUME [SNAPSHOT]",
                    "Keep the files of a volume as they are; containers that use it are frozen"
                            + " meanwhile",
                    1,
                    2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var target = VolumeCopies.path(given.get(0), "snapshots");
            if (given.size() > 1) target.with("name", given.get(1));
            session.out()
                    .println(Json.text(session.daemon().post(target.toString(), null), "Name"));
            return 0;
        }
    }

    /// `volume snapshots`.
    public static final class Show implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("[OPTIONS] VOLUME", "List the snapshots of a volume", 1, 1)
                    .string("format", "Format output using a custom template");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var target = VolumeCopies.path(arguments.positional().getFirst(), "snapshots");
            var found = Json.list(session.daemon().get(target.toString()));
            var listing =
                    new Listing()
                            .column("Name", "SNAPSHOT", row -> Json.text(row, "Name"))
                            .column("CreatedAt", "CREATED", row -> Json.text(row, "CreatedAt"));
            session.out().print(listing.render(found, arguments.string("format").orElse(null)));
            return 0;
        }
    }

    /// `volume rm-snapshot`.
    public static final class Remove implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("VOLUME SNAPSHOT", "Remove a snapshot of a volume", 2, 2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var target = VolumeCopies.path(given.get(0), "snapshots").with("name", given.get(1));
            session.daemon().delete(target.toString());
            session.out().println(given.get(1));
            return 0;
        }
    }

    /// `volume restore`.
    public static final class Restore implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                    "VOLUME SNAPSHOT [NEW_VOLUME]",
                    "Put the files of a snapshot back, while no container that uses the volume"
                            + " runs; or make a volume of them",
                    2,
                    3);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var target = VolumeCopies.path(given.get(0), "restore").with("snapshot", given.get(1));
            if (given.size() > 2) target.with("to", given.get(2));
            session.daemon().post(target.toString(), null);
            session.out().println(given.size() > 2 ? given.get(2) : given.get(0));
            return 0;
        }
    }
}
