package dev.caisson.cli.registry;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.image.PlatformText;
import java.io.IOException;

/// `push`: an image to a registry.
public final class Push implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] NAME[:TAG]", "Upload an image to a registry", 1, 1)
                .bool('a', "all-tags", "Push all tags of an image to the repository")
                .bool("disable-content-trust", "Skip image signing")
                .string("platform", "Push only the given platform, 'os[/arch[/variant]]'")
                .bool('q', "quiet", "Suppress verbose output");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var image = arguments.positional().getFirst();
        var name = Name.of(image);
        boolean all = arguments.flag("all-tags");
        boolean quiet = arguments.flag("quiet");
        if (all && name.isTagged()) throw new UsageError("tag can't be used with --all-tags/-a");
        if (!all && !name.isTagged() && !quiet) session.out().println("Using default tag: latest");
        var tag = name.isTagged() ? name.tag() : all ? "" : "latest";
        var path = Query.escape(name.repository()).replace("%2F", "/").replace("%3A", ":");
        var target =
                PlatformText.of(arguments, Query.of("/images/" + path + "/push").with("tag", tag));
        var config = ClientConfig.read(session.environment());
        var header = config.header(ClientConfig.registryOf(image));
        var answer = session.daemon().call("POST", target.toString(), null, header);
        new TransferDisplay(session.out(), Name.isTerminal(session), quiet).show(answer);
        if (quiet) session.out().println(image);
        return 0;
    }
}
