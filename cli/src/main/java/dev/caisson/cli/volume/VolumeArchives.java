package dev.caisson.cli.volume;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.registry.ClientConfig;
import dev.caisson.cli.render.StandardStreams;
import dev.caisson.cli.render.TarOutput;
import java.io.IOException;
import java.util.Map;

/// Volumes as archives and at registries.
public final class VolumeArchives {
    private VolumeArchives() {}

    /// `volume export`.
    public static final class Export implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("[OPTIONS] VOLUME", "Export a volume as a tar archive", 1, 1)
                    .string('o', "output", "Write to a file, instead of STDOUT")
                    .bool("pause", "Freeze the containers that use it meanwhile")
                    .bool("zstd", "Compress with zstd");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var output = TarOutput.of(arguments);
            var path = VolumeCopies.path(arguments.positional().getFirst(), "archive");
            path.withIf(arguments.flag("pause"), "pause", "1");
            path.withIf(arguments.flag("zstd"), "zstd", "1");
            var answer = session.daemon().call("GET", path.toString(), null);
            try (var _ = answer.connection();
                    var body = answer.body()) {
                output.write(body, session.out());
            }
            return 0;
        }
    }

    /// `volume import`.
    public static final class Import implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                    "file|- VOLUME",
                    "Make a volume of a tar archive, plain or in gzip, zstd, xz or bzip2",
                    2,
                    2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var source = arguments.positional().get(0);
            var target = VolumeCopies.path(arguments.positional().get(1), "import");
            try (var in = StandardStreams.open(source)) {
                var answer = session.daemon().upload(target.toString(), in, "application/x-tar");
                try (var _ = answer.connection()) {
                    session.out().println(Json.text(Json.parse(answer.bytes()), "Name"));
                }
            }
            return 0;
        }
    }

    /// `volume push`.
    public static final class Push implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("VOLUME NAME[:TAG]", "Send a volume to a registry", 2, 2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var target = VolumeCopies.path(given.get(0), "push").with("to", given.get(1));
            var header = header(session, given.get(1));
            var answer = session.daemon().call("POST", target.toString(), null, header);
            try (var _ = answer.connection()) {
                session.out().println(Json.text(Json.parse(answer.bytes()), "Digest"));
            }
            return 0;
        }
    }

    /// `volume pull`.
    public static final class Pull implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("NAME[:TAG] VOLUME", "Make a volume of one at a registry", 2, 2);
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            var given = arguments.positional();
            var target = VolumeCopies.path(given.get(1), "pull").with("from", given.get(0));
            var header = header(session, given.get(0));
            var answer = session.daemon().call("POST", target.toString(), null, header);
            try (var _ = answer.connection()) {
                session.out().println(Json.text(Json.parse(answer.bytes()), "Name"));
            }
            return 0;
        }
    }

    private static Map<String, String> header(Session session, String name) throws IOException {
        var config = ClientConfig.read(session.environment());
        return config.header(ClientConfig.registryOf(name));
    }
}
