package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Connection;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// `load`: images from a tar, read from a file or from standard input as it comes.
public final class Load implements Command {
    private static final int CHUNK = 256 * 1024;

    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Load an image from a tar archive or STDIN", 0, 0)
                .string('i', "input", "Read from tar archive file, instead of STDIN")
                .string("platform", "Load only the given platform, 'os[/arch[/variant]]'")
                .bool('q', "quiet", "Suppress the load output");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var file = arguments.string("input");
        try (var in = file.isPresent() ? open(file.get()) : new FileInputStream(FileDescriptor.in);
                var connection = session.daemon().connect()) {
            var target =
                    Query.of(DaemonClient.API + "/images/load")
                            .with("quiet", arguments.flag("quiet") ? 1 : 0);
            var _ = PlatformText.of(arguments, target);
            connection.sendChunked(
                    "POST", target.toString(), Map.of("Content-Type", "application/x-tar"));
            send(in, connection);
            try (var progress = Json.stream(DaemonClient.accepted(connection.answer()).body())) {
                for (var line = progress.next(); line != null; line = progress.next()) {
                    var error = Json.text(line, "error");
                    if (!error.isEmpty()) throw new DaemonError(500, error);
                    session.out().print(Json.text(line, "stream"));
                }
            }
        }
        return 0;
    }

    private static InputStream open(String file) throws IOException {
        return Files.newInputStream(Path.of(file));
    }

    /// Stops sending when the daemon stops reading: its answer says why.
    public static void send(InputStream in, Connection connection) throws IOException {
        var chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            try {
                if (count > 0) connection.writeChunk(ByteBuffer.wrap(chunk, 0, count));
            } catch (IOException daemonHasAnswered) {
                return;
            }
        }
        connection.endChunks();
    }
}
