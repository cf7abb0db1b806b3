package dev.caisson.cli.prune;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.create.Sizes;
import dev.caisson.cli.render.Units;
import java.io.IOException;

/// `container prune`, `image prune` and so on: removes what is not used, after a question.
public final class Prune implements Command {
    private final Prunable what;

    public Prune(Prunable what) {
        this.what = what;
    }

    @Override
    public Syntax syntax() {
        var syntax =
                new Syntax("[OPTIONS]", what.description(), 0, 0)
                        .list("filter", "Provide filter values (e.g. \"until=<timestamp>\")")
                        .bool('f', "force", "Do not prompt for confirmation");
        if (what.all() != null) syntax.bool('a', "all", what.all());
        if (what == Prunable.BUILD_CACHE) {
            syntax.string("keep-storage", "Amount of disk space to keep for cache");
        }
        return syntax;
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean all = what.all() != null && arguments.flag("all");
        long kept =
                what == Prunable.BUILD_CACHE
                        ? arguments
                                .string("keep-storage")
                                .map(size -> Sizes.bytes("--keep-storage", size))
                                .orElse(0L)
                        : 0;
        var warning = "WARNING! This will remove " + what.warning(all) + ".";
        if (!arguments.flag("force") && !Confirmation.of(session, warning)) return 0;
        var pruned = what.prune(session.daemon(), all, arguments.list("filter"), kept);
        pruned.lines().forEach(session.out()::println);
        if (what != Prunable.NETWORKS) {
            session.out().println("Total reclaimed space: " + Units.size(pruned.reclaimed()));
        }
        return 0;
    }
}
