package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Listing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// `stats`: what containers use, once or again each second.
public final class Stats implements Command {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] [CONTAINER...]",
                        "Display a live stream of container(s) resource usage statistics",
                        0,
                        Syntax.ANY)
                .bool('a', "all", "Show all containers (default shows just running)")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json', 'TEMPLATE'")
                .bool("no-stream", "Disable streaming stats and only pull the first result")
                .bool("no-trunc", "Do not truncate output");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var listing = listing(arguments.flag("no-trunc"));
        var format = arguments.string("format").orElse(null);
        boolean once = arguments.flag("no-stream");
        boolean named = !arguments.positional().isEmpty();
        do {
            var names = named ? arguments.positional() : running(arguments, session);
            var samples = samples(names, named && once, session);
            if (!once) session.out().print(CLEAR);
            session.out().print(listing.render(samples, format));
            session.out().flush();
            // an answer takes a second, which is the pace of the stream
            if (names.isEmpty() && !once) return 0;
        } while (!once && !session.out().checkError());
        return 0;
    }

    private static List<String> running(Arguments arguments, Session session) throws IOException {
        var target =
                Query.of("/containers/json").withIf(arguments.flag("all"), "all", "1").toString();
        var ids = new ArrayList<String>();
        for (var row : Json.list(session.daemon().get(target))) ids.add(Json.text(row, "Id"));
        return ids;
    }

    /// All at the same time, since each takes a second.
    ///
    /// @param strict true to fail for one that does not exist
    private static List<@Nullable Object> samples(
            List<String> names, boolean strict, Session session) {
        var asked = new ArrayList<CompletableFuture<@Nullable Object>>();
        for (var name : names) {
            var answer = new CompletableFuture<@Nullable Object>();
            asked.add(answer);
            Thread.startVirtualThread(
                    () -> {
                        try {
                            answer.complete(
                                    session.daemon()
                                            .get(
                                                    Query.of(ContainerVerbs.path(name, "stats"))
                                                            .with("stream", "0")
                                                            .toString()));
                        } catch (DaemonError gone) {
                            if (strict) answer.completeExceptionally(gone);
                            else answer.complete(null);
                        } catch (IOException | RuntimeException failure) {
                            answer.completeExceptionally(failure);
                        }
                    });
        }
        var samples = new ArrayList<@Nullable Object>();
        for (var answer : asked) {
            var sample = joined(answer);
            if (sample != null) samples.add(sample);
        }
        return samples;
    }

    private static @Nullable Object joined(CompletableFuture<@Nullable Object> answer) {
        try {
            return answer.join();
        } catch (java.util.concurrent.CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) throw cause;
            throw failure;
        }
    }

    private static Listing listing(boolean whole) {
        return new Listing()
                .column("ID", "CONTAINER ID", row -> Identity.shown(Json.text(row, "id"), whole))
                .column("Name", "NAME", Stats::name)
                .column("CPUPerc", "CPU %", row -> Usage.cpu(row))
                .column("MemUsage", "MEM USAGE / LIMIT", row -> Usage.memory(row))
                .column("MemPerc", "MEM %", row -> Usage.memoryPercent(row))
                .column("NetIO", "NET I/O", row -> Usage.network(row))
                .column("BlockIO", "BLOCK I/O", row -> Usage.blocks(row))
                .column(
                        "PIDs",
                        "PIDS",
                        row -> Long.toString(Json.number(row, "pids_stats", "current")))
                .hidden("Container", "CONTAINER", row -> Json.text(row, "id"));
    }

    private static String name(@Nullable Object row) {
        return Json.text(row, "name").replaceFirst("^/", "");
    }
}
