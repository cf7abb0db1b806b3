package dev.caisson.cli.prune;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;

/// `system prune`: everything that is not used, of all kinds; volumes only when they are named.
public final class SystemPrune implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Remove unused data", 0, 0)
                .list("filter", "Provide filter values (e.g. \"label=<key>=<value>\")")
                .bool('f', "force", "Do not prompt for confirmation")
                .bool('a', "all", "Remove all unused images not just dangling ones")
                .bool("volumes", "Prune anonymous volumes");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean all = arguments.flag("all");
        var filters = arguments.list("filter");
        var kinds = EnumSet.allOf(Prunable.class);
        if (!arguments.flag("volumes")) {
            kinds.remove(Prunable.VOLUMES);
        } else if (filters.stream().anyMatch(filter -> filter.startsWith("until="))) {
            throw new UsageError("ERROR: The \"until\" filter is not supported with \"--volumes\"");
        }
        if (!arguments.flag("force") && !Confirmation.of(session, warning(kinds, all, filters))) {
            return 0;
        }
        long reclaimed = 0;
        for (var kind : kinds) {
            var pruned = kind.prune(session.daemon(), isAll(kind, all), filters, 0);
            pruned.lines().forEach(session.out()::println);
            reclaimed += pruned.reclaimed();
        }
        session.out().println("Total reclaimed space: " + Units.size(reclaimed));
        return 0;
    }

    /// Volumes with a name stay in any case.
    private static boolean isAll(Prunable kind, boolean all) {
        return all && kind != Prunable.VOLUMES;
    }

    private static String warning(EnumSet<Prunable> kinds, boolean all, List<String> filters) {
        var text = new StringBuilder("WARNING! This will remove:\n");
        for (var kind : kinds) {
            text.append("  - ").append(item(kind, all)).append('\n');
        }
        if (!filters.isEmpty()) text.append("\n  Items to be pruned will be filtered with:\n");
        for (var filter : filters) text.append("  - ").append(filter).append('\n');
        return text.toString();
    }

    /// Docker words some otherwise here than in their own commands.
    private static String item(Prunable kind, boolean all) {
        return switch (kind) {
            case NETWORKS -> "all networks not used by at least one container";
            case VOLUMES -> "all anonymous volumes not used by at least one container";
            case BUILD_CACHE -> all ? "all build cache" : "unused build cache";
            case CONTAINERS, IMAGES -> kind.warning(all);
        };
    }
}
