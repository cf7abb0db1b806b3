package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Moment;
import java.io.IOException;

/// `logs`: what a container has written.
public final class Logs implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] CONTAINER", "Fetch the logs of a container", 1, 1)
                .bool("details", "Show extra details provided to logs")
                .bool('f', "follow", "Follow log output")
                .string(
                        "since",
                        "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)")
                .string('n', "tail", "Number of lines to show from the end of the logs")
                .bool('t', "timestamps", "Show timestamps")
                .string(
                        "until",
                        "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var name = arguments.positional().get(0);
        var container = session.daemon().get(ContainerVerbs.path(name, "json"));
        var now = session.clock().instant();
        var target =
                Query.of(ContainerVerbs.path(Json.text(container, "Id"), "logs"))
                        .with("stdout", "1")
                        .with("stderr", "1")
                        .withIf(arguments.flag("follow"), "follow", "1")
                        .withIf(arguments.flag("timestamps"), "timestamps", "1")
                        .withIf(arguments.flag("details"), "details", "1");
        arguments.string("tail").ifPresent(tail -> target.with("tail", tail));
        arguments
                .string("since")
                .ifPresent(since -> target.with("since", Moment.parameter(since, now)));
        arguments
                .string("until")
                .ifPresent(until -> target.with("until", Moment.parameter(until, now)));
        var answer = session.daemon().call("GET", target.toString(), null);
        try (var _ = answer.connection();
                var body = answer.body()) {
            if (Json.flag(container, "Config", "Tty"))
                MultiplexedOutput.copyRaw(body, session.out());
            else MultiplexedOutput.copy(body, session.out(), session.err());
        }
        return 0;
    }
}
