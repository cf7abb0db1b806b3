package dev.caisson.cli.build;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
        var wish = BuildWish.of(arguments, session);
        var image = build(wish, context, file, checks);
        tell(wish, image);
        if (wish.mode() != ProgressMode.QUIET) summarise(warnings, session);
        return wish.isPushed() ? push(wish.names(), session) : 0;
    }

    /// Where the user wants to read what the image is called.
    private static void tell(BuildWish wish, String image) throws IOException {
        var arguments = wish.arguments();
        if (image.isEmpty()) return;
        if (wish.mode() == ProgressMode.QUIET) wish.session().out().println(image);
        var idFile = arguments.string("iidfile");
        if (idFile.isPresent()) Files.writeString(Path.of(idFile.get()), image);
        var metadata = arguments.string("metadata-file");
        if (metadata.isPresent()) {
            var facts = new LinkedHashMap<String, @Nullable Object>();
            facts.put("containerimage.config.digest", image);
            facts.put("containerimage.digest", image);
            var names = String.join(",", wish.names());
            if (!names.isEmpty()) facts.put("image.name", names);
            Files.writeString(Path.of(metadata.get()), Json.indented(facts) + "\n");
        }
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
            BuildWish wish, BuildContext context, Optional<Dockerfile> file, Checks checks)
            throws IOException {
        var arguments = wish.arguments();
        var session = wish.session();
        var query =
                wish.query(DaemonClient.API + "/build")
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
        var needed = needs(arguments, context, file, checks);
        if (context instanceof BuildContext.Directory directory) {
            query.with("caisson.directory", directory.key(needed));
        }
        var asked = new AskedFiles();
        var sending = new Sending(wish.contexts(), wish.caches(), needed, asked, report);
        try (var agents = Agents.open(arguments.list("ssh"), session.environment());
                var connection = session.daemon().connect();
                var results = new ResultFiles(wish.files(), session.out(), session.err());
                var shown = wish.mode().open(session)) {
            BuildFlags.json(query, "caisson.ssh", agents.sockets());
            connection.sendChunked("POST", query.toString(), Map.copyOf(headers));
            var lines = wish.isStandardTaken() ? session.err() : session.out();
            var log = new BuildLog(lines, Name.isTerminal(session), shown, results, asked);
            var sender = Sender.start(connection, body -> sending.send(context, body, shown));
            try {
                var image = log.show(DaemonClient.accepted(connection.answer()));
                results.finish();
                return image;
            } catch (IOException | RuntimeException broken) {
                sender.check();
                throw broken;
            } finally {
                asked.end();
            }
        }
    }

    private static ContextNeeds needs(
            Arguments arguments, BuildContext context, Optional<Dockerfile> file, Checks checks) {
        if (!(context instanceof BuildContext.Directory directory) || file.isEmpty()) {
            return ContextNeeds.all();
        }
        // With --pull the base may change: nothing is certain about its triggers.
        Predicate<String> harmless = arguments.flag("pull") ? _ -> false : checks::hasNoTriggers;
        return ContextNeeds.of(
                file.get(), arguments.string("target").orElse(""), harmless, directory.root());
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
        for (var tag : tags) {
            int code = new Push().run(new Arguments(Map.of(), List.of(tag)), session);
            if (code != 0) return code;
        }
        return 0;
    }
}
