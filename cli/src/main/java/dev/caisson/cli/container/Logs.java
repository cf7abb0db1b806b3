package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Answer;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Moment;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// `logs`: what a container has written.
public final class Logs implements Command {
    private static final int MOST = 1000;

    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Fetch the logs of a container",
                        1,
                        MOST)
                .bool("clear", "Take away what was written so far instead")
                .bool("details", "Show extra details provided to logs")
                .bool('f', "follow", "Follow log output")
                .string(
                        "since",
                        "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative"
                                + " (e.g. \"42m\" for 42 minutes)")
                .string("grep", "Show only lines in which a regular expression is found")
                .bool("names", "Begin lines with the name of their container")
                .string('n', "tail", "Number of lines to show from the end of the logs")
                .bool('t', "timestamps", "Show timestamps")
                .string(
                        "until",
                        "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative"
                                + " (e.g. \"42m\" for 42 minutes)");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var names = arguments.positional();
        if (arguments.flag("clear")) {
            for (var name : names) {
                var _ = session.daemon().delete(ContainerVerbs.path(name, "logs"));
            }
            return 0;
        }
        boolean merged = names.size() > 1 || arguments.has("grep") || arguments.flag("names");
        if (merged) return merged(arguments, session);
        var container = session.daemon().get(ContainerVerbs.path(names.getFirst(), "json"));
        var target = target(container, arguments, session, arguments.flag("timestamps"));
        var answer = session.daemon().call("GET", target, null);
        try (var _ = answer.connection();
                var body = answer.body()) {
            if (Json.flag(container, "Config", "Tty"))
                MultiplexedOutput.copyRaw(body, session.out());
            else MultiplexedOutput.copy(body, session.out(), session.err());
        }
        return 0;
    }

    private static int merged(Arguments arguments, Session session) throws IOException {
        var output =
                new MergedLogs(
                        arguments.flag("names"),
                        arguments.flag("timestamps"),
                        pattern(arguments.string("grep").orElse("")),
                        session.out(),
                        session.err());
        var answers = new ArrayList<Answer>();
        var sources = new ArrayList<MergedLogs.Source>();
        try {
            for (var name : arguments.positional()) {
                var container = session.daemon().get(ContainerVerbs.path(name, "json"));
                var target = target(container, arguments, session, true);
                var answer = session.daemon().call("GET", target, null);
                answers.add(answer);
                var body = new BufferedInputStream(answer.body());
                var lines = new LogLines(body, Json.flag(container, "Config", "Tty"));
                sources.add(new MergedLogs.Source(name, lines));
            }
            if (arguments.flag("follow")) output.follow(sources);
            else output.merge(sources);
        } finally {
            for (var answer : answers) answer.connection().close();
        }
        return 0;
    }

    private static @Nullable Pattern pattern(String written) {
        try {
            return written.isEmpty() ? null : Pattern.compile(written);
        } catch (PatternSyntaxException wrong) {
            throw new UsageError("invalid --grep: " + wrong.getDescription() + ": " + written);
        }
    }

    private static String target(
            @Nullable Object container, Arguments arguments, Session session, boolean timestamps) {
        var now = session.clock().instant();
        var target =
                Query.of(ContainerVerbs.path(Json.text(container, "Id"), "logs"))
                        .with("stdout", "1")
                        .with("stderr", "1")
                        .withIf(arguments.flag("follow"), "follow", "1")
                        .withIf(timestamps, "timestamps", "1")
                        .withIf(arguments.flag("details"), "details", "1");
        arguments.string("tail").ifPresent(tail -> target.with("tail", tail));
        arguments
                .string("since")
                .ifPresent(since -> target.with("since", Moment.parameter(since, now)));
        arguments
                .string("until")
                .ifPresent(until -> target.with("until", Moment.parameter(until, now)));
        return target.toString();
    }
}
