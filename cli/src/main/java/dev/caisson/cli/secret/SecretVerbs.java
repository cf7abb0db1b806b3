package dev.caisson.cli.secret;

import dev.caisson.cli.Command;
import dev.caisson.cli.Each;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.StandardStreams;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `secret create`, `ls`, `inspect` and `rm`.
public final class SecretVerbs {
    private static final String PATH = "/caisson/secrets";

    private SecretVerbs() {}

    public static Command remove() {
        return new Each(
                () -> new Syntax("SECRET [SECRET...]", "Remove secrets", 1, Syntax.ANY),
                (daemon, _, name) -> {
                    daemon.delete(PATH + "/" + Query.escape(name));
                    return name;
                });
    }

    public static Command inspect() {
        return new Each(
                () -> new Syntax("SECRET [SECRET...]", "Show secrets", 1, Syntax.ANY),
                (daemon, _, name) ->
                        new String(
                                Json.write(daemon.get(PATH + "/" + Query.escape(name))),
                                StandardCharsets.UTF_8));
    }

    /// `secret create`.
    public static final class Create implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                            "[OPTIONS] SECRET [file|-]",
                            "Create a secret from a file or STDIN",
                            1,
                            2)
                    .list('l', "label", "Secret labels");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var source = given.size() > 1 ? given.get(1) : "-";
            var target = Query.of(PATH).with("name", given.getFirst());
            arguments.list("label").forEach(label -> target.with("label", label));
            var type = "application/octet-stream";
            try (var in = StandardStreams.open(source)) {
                var answer = session.daemon().upload(target.toString(), in, type);
                try (var _ = answer.connection()) {
                    session.out().println(Json.text(Json.parse(answer.bytes()), "ID"));
                }
            }
            return 0;
        }
    }

    /// `secret ls`.
    public static final class Show implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("[OPTIONS]", "List secrets", 0, 0)
                    .bool('q', "quiet", "Only display names")
                    .string("format", "Format output using a custom template");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var found = Json.list(session.daemon().get(PATH));
            if (arguments.flag("quiet")) {
                for (var secret : found) session.out().println(Json.text(secret, "Name"));
                return 0;
            }
            var now = session.clock().instant();
            var listing =
                    new Listing()
                            .column("ID", "ID", row -> Json.text(row, "ID"))
                            .column("Name", "NAME", row -> Json.text(row, "Name"))
                            .column("CreatedAt", "CREATED", row -> created(row, now));
            session.out().print(listing.render(found, arguments.string("format").orElse(null)));
            return 0;
        }

        private static String created(@Nullable Object secret, Instant now) {
            return Units.ago(Instant.parse(Json.text(secret, "CreatedAt")), now);
        }
    }
}
