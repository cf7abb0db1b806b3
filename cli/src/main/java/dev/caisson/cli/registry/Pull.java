package dev.caisson.cli.registry;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import java.io.IOException;
import java.io.PrintStream;

/// `pull`: an image from a registry.
public final class Pull implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry", 1, 1)
                .bool('a', "all-tags", "Download all tagged images in the repository")
                .bool("disable-content-trust", "Skip image verification")
                .string("platform", "Set platform if server is multi-platform capable")
                .bool('q', "quiet", "Suppress verbose output");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var image = arguments.positional().getFirst();
        boolean all = arguments.flag("all-tags");
        if (all && Name.of(image).isTagged()) {
            throw new UsageError("tag can't be used with --all-tags/-a");
        }
        boolean quiet = arguments.flag("quiet");
        if (!all && !Name.of(image).isTagged() && !quiet) {
            session.out().println("Using default tag: latest");
        }
        new Pull.Request(image, arguments.string("platform").orElse(""), all)
                .run(session, session.out(), quiet);
        session.out().println(image);
        return 0;
    }

    /// One pull, as `run` does it too.
    ///
    /// @param platform empty for the daemon's
    public record Request(String image, String platform, boolean allTags) {
        /// Pulls and shows how it goes.
        public void run(Session session, PrintStream to, boolean quiet) throws IOException {
            var name = Name.of(image);
            var tag = name.isTagged() ? name.tag() : allTags ? "" : "latest";
            var target =
                    Query.of("/images/create")
                            .with("fromImage", name.repository())
                            .with("tag", tag)
                            .withIf(!platform.isEmpty(), "platform", platform);
            var header =
                    ClientConfig.read(session.environment()).header(ClientConfig.registryOf(image));
            var answer = session.daemon().call("POST", target.toString(), null, header);
            new TransferDisplay(to, Name.isTerminal(session), quiet).show(answer);
        }
    }
}
