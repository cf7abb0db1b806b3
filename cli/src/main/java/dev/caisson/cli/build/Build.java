package dev.caisson.cli.build;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.ChunkedOutput;
import dev.caisson.cli.registry.ClientConfig;
import dev.caisson.cli.registry.Name;
import dev.caisson.cli.registry.Push;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Warning;
import dev.caisson.fault.InvalidInput;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// `build`: an image from a Dockerfile.
public final class Build implements Command {
    @Override
    public Syntax syntax() {
        return BuildFlags.declare();
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        try {
            var context =
                    BuildContext.of(
                            arguments.positional().getFirst(),
                            arguments.string("file"),
                            new FileInputStream(FileDescriptor.in));
            return run(arguments, session, context);
        } catch (InvalidInput mistake) {
            session.err().println("ERROR: " + mistake.text());
            return 1;
        } catch (BuildLog.BuildFailed failed) {
            session.out().flush();
            session.err().println(failed.getMessage());
            return failed.code();
        }
    }

    private static int run(Arguments arguments, Session session, BuildContext context)
            throws IOException {
        var file = context.dockerfile();
        var checks = new Checks(session.daemon());
        List<Warning> warnings = file.map(one -> checks.warnings(one, context)).orElse(List.of());
        if (arguments.flag("check")) {
            if (file.isEmpty()) {
                throw new UsageError("--check needs a Dockerfile that is here, not in an archive");
            }
            return Checks.tell(warnings, file.get(), session.out());
        }
        refuseViolations(file, warnings);
        var image = build(arguments, session, context, file, checks);
        if (arguments.flag("quiet")) session.out().println(image);
        var idFile = arguments.string("iidfile");
        if (idFile.isPresent()) Files.writeString(Path.of(idFile.get()), image);
        summarise(warnings, session);
        return arguments.flag("push") ? push(arguments.list("tag"), session) : 0;
    }

    /// `# check=error=true` in the file, or the argument BUILDKIT_DOCKERFILE_CHECK.
    private static void refuseViolations(Optional<Dockerfile> file, List<Warning> warnings)
            throws IOException {
        boolean strict = file.map(one -> one.directives().checks().error()).orElse(false);
        if (!strict || warnings.isEmpty()) return;
        var titles = warnings.stream().map(one -> one.rule().title()).distinct().sorted().toList();
        throw new BuildLog.BuildFailed(
                "ERROR: lint violation found for rules: "
                        + String.join(", ", titles)
                        + ": see them with --check",
                1);
    }

    private static String build(
            Arguments arguments,
            Session session,
            BuildContext context,
            Optional<Dockerfile> file,
            Checks checks)
            throws IOException {
        var query =
                BuildFlags.query(DaemonClient.API + "/build", arguments, session.environment())
                        .with("dockerfile", context.dockerfileName());
        if (context instanceof BuildContext.Remote remote) query.with("remote", remote.url());
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/x-tar");
        headers.putAll(ClientConfig.allCredentials(session.environment()));
        headers.putAll(SecretFlags.header(arguments.list("secret"), session.environment()));
        var report =
                new ContextReport(
                        arguments.flag("explain-context")
                                ? Optional.of(session.err())
                                : Optional.empty());
        var needs = needs(arguments, context, file, checks);
        try (var connection = session.daemon().connect()) {
            connection.sendChunked("POST", query.toString(), Map.copyOf(headers));
            try (var body = new ChunkedOutput(connection)) {
                switch (context) {
                    case BuildContext.Remote _ -> {}
                    case BuildContext.Archive archive -> archive.send(body);
                    case BuildContext.Alone alone -> alone.send(body);
                    case BuildContext.Directory directory -> directory.send(body, needs, report);
                }
            } catch (ChunkedOutput.Refused daemonHasAnswered) {
                // What it answers says why.
            }
            var log =
                    new BuildLog(session.out(), Name.isTerminal(session), arguments.flag("quiet"));
            return log.show(DaemonClient.accepted(connection.answer()));
        }
    }

    private static Predicate<String> needs(
            Arguments arguments, BuildContext context, Optional<Dockerfile> file, Checks checks) {
        if (!(context instanceof BuildContext.Directory directory) || file.isEmpty()) {
            return _ -> true;
        }
        // With --pull the base may change: nothing is certain about its triggers.
        Predicate<String> harmless = arguments.flag("pull") ? _ -> false : checks::hasNoTriggers;
        return ContextNeeds.of(
                        file.get(),
                        arguments.string("target").orElse(""),
                        harmless,
                        directory.root())
                .<Predicate<String>>map(needs -> needs)
                .orElse(_ -> true);
    }

    private static void summarise(List<Warning> warnings, Session session) {
        if (warnings.isEmpty()) return;
        session.err()
                .println(
                        "\n %d warning%s found (see the lines with --check):"
                                .formatted(warnings.size(), warnings.size() == 1 ? "" : "s"));
        for (var warning : warnings) {
            session.err()
                    .println(
                            " - %s: %s (line %d)"
                                    .formatted(
                                            warning.rule().title(),
                                            warning.message(),
                                            warning.location().first()));
        }
    }

    private static int push(List<String> tags, Session session) throws IOException {
        if (tags.isEmpty()) throw new UsageError("--push needs a name: give one with --tag");
        for (var tag : tags) {
            int code = new Push().run(new Arguments(Map.of(), List.of(tag)), session);
            if (code != 0) return code;
        }
        return 0;
    }
}
