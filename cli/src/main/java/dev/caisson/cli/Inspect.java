package dev.caisson.cli;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.image.PlatformText;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `inspect`: everything known about containers and images; `--launch` prints a container's launch
/// program.
final class Inspect implements Command {
    private final List<String> types;

    /// @param types where to look, in order: `container`, `image`
    Inspect(String... types) {
        this.types = List.of(types);
    }

    @Override
    public Syntax syntax() {
        var syntax =
                new Syntax(
                                "[OPTIONS] NAME|ID [NAME|ID...]",
                                "Return low-level information on "
                                        + String.join(" or ", types)
                                        + "s",
                                1,
                                Syntax.ANY)
                        .string(
                                'f',
                                "format",
                                "Format output using a custom template: 'json', 'TEMPLATE'");
        if (types.contains("container")) {
            syntax.bool('s', "size", "Display total file sizes if the type is container")
                    .bool("launch", "Print the container's launch program, one system call a row");
        }
        if (types.equals(List.of("image"))) {
            syntax.string("platform", "Inspect the given platform, 'os[/arch[/variant]]'");
        }
        if (types.equals(List.of("network"))) {
            syntax.bool('v', "verbose", "Verbose output for diagnostics");
        }
        return types.size() > 1
                ? syntax.string("type", "Only inspect objects of the given type")
                : syntax;
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        if (arguments.flag("launch")) return launch(arguments, session);
        var wanted = arguments.string("type").map(List::of).orElse(types);
        if (!types.containsAll(wanted)) {
            throw new UsageError("\"" + wanted.get(0) + "\" is not a valid value for --type");
        }
        var format = arguments.string("format").orElse(null);
        var found = new ArrayList<@Nullable Object>();
        int code = 0;
        for (var name : arguments.positional()) {
            try {
                found.add(find(session.daemon(), wanted, name, arguments));
            } catch (DaemonError refused) {
                session.err()
                        .println(
                                refused.status() == 404
                                        ? missing(wanted, name, refused)
                                        : refused.text());
                code = 1;
            }
        }
        if (format == null) {
            session.out().println(found.isEmpty() ? "[]" : Json.indented(found));
        } else {
            for (var one : found) session.out().print(Listing.one(one, format));
        }
        return code;
    }

    private static String missing(List<String> wanted, String name, DaemonError refused) {
        return wanted.size() > 1 ? "error: no such object: " + name : refused.text();
    }

    private static @Nullable Object find(
            DaemonClient daemon, List<String> types, String name, Arguments arguments)
            throws IOException {
        DaemonError missing = null;
        for (var type : types) {
            try {
                var path = type.equals("image") ? name : Query.escape(name);
                boolean bare = type.equals("network") || type.equals("volume");
                var document = bare ? "" : "/json";
                var target =
                        Query.of("/" + type + "s/" + path + document)
                                .withIf(arguments.flag("size"), "size", "1");
                if (type.equals("image")) PlatformText.of(arguments, target);
                return daemon.get(target.toString());
            } catch (DaemonError refused) {
                if (refused.status() != 404) throw refused;
                missing = refused;
            }
        }
        throw missing != null ? missing : new DaemonError(404, "no such object: " + name);
    }

    private static int launch(Arguments arguments, Session session) throws IOException {
        for (var name : arguments.positional()) {
            var answer =
                    session.daemon()
                            .call("GET", "/containers/" + Query.escape(name) + "/launch", null);
            try (var _ = answer.connection()) {
                session.out().print(new String(answer.bytes(), StandardCharsets.UTF_8));
            }
        }
        return 0;
    }
}
