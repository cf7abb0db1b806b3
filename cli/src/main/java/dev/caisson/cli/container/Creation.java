package dev.caisson.cli.container;

import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.create.ContainerRequest;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.registry.Pull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Makes a container for `run` and `create`: names it, pulls a missing image, writes the id file.
final class Creation {
    private final Session session;
    private final Arguments arguments;

    Creation(Session session, Arguments arguments) {
        this.session = session;
        this.arguments = arguments;
    }

    static Syntax declare(Syntax syntax) {
        return syntax.string("name", "Assign a name to the container")
                .string("platform", "Set platform if server is multi-platform capable")
                .string("pull", "Pull image before creating (\"always\", \"missing\", \"never\")")
                .bool('q', "quiet", "Suppress the pull output")
                .string("cidfile", "Write the container ID to the file")
                .bool("disable-content-trust", "Skip image verification")
                .bool("use-api-socket", "Bind mount the API socket and its credentials")
                .list('a', "attach", "Attach to STDIN, STDOUT or STDERR");
    }

    /// @param attached stream names of `--attach`
    /// @return the id
    String create(ContainerRequest request, List<String> attached) throws IOException {
        if (arguments.flag("use-api-socket")) {
            throw new UsageError(
                    "--use-api-socket is not supported: mount the socket with -v where you trust the container");
        }
        for (var stream : attached) {
            if (!List.of("stdin", "stdout", "stderr")
                    .contains(stream.toLowerCase(java.util.Locale.ROOT))) {
                throw new UsageError("valid streams are STDIN, STDOUT and STDERR");
            }
        }
        var idFile = arguments.string("cidfile").map(Path::of);
        if (idFile.isPresent() && Files.exists(idFile.get())) {
            throw new UsageError(
                    "container ID file found, make sure the other container isn't running or delete "
                            + idFile.get());
        }
        var policy = arguments.string("pull").orElse("missing");
        if (policy.equals("always")) pull(request.image());
        var answer = created(request, policy);
        var id = Json.text(answer, "Id");
        for (var warning : Json.list(Json.at(answer, "Warnings"))) {
            session.err().println("WARNING: " + warning);
        }
        if (idFile.isPresent()) Files.writeString(idFile.get(), id, StandardOpenOption.CREATE_NEW);
        return id;
    }

    private Object created(ContainerRequest request, String policy) throws IOException {
        var target = Query.of("/containers/create");
        arguments.string("name").ifPresent(name -> target.with("name", name));
        arguments.string("platform").ifPresent(platform -> target.with("platform", platform));
        try {
            return Json.object(session.daemon().post(target.toString(), request.body()));
        } catch (DaemonError refused) {
            boolean imageMissing =
                    refused.status() == 404
                            && String.valueOf(refused.getMessage()).contains("No such image");
            if (!imageMissing || policy.equals("never")) throw refused;
            session.err().println("Unable to find image '" + request.image() + "' locally");
            pull(request.image());
            return Json.object(session.daemon().post(target.toString(), request.body()));
        }
    }

    private void pull(String image) throws IOException {
        var platform = arguments.string("platform").orElse("");
        new Pull.Request(image, platform, false)
                .run(session, session.err(), arguments.flag("quiet"));
    }
}
