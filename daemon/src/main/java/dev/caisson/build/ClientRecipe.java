package dev.caisson.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.context.BuildContext;
import dev.caisson.build.context.Contexts;
import dev.caisson.build.context.Exclusion;
import dev.caisson.build.plan.Arguments;
import dev.caisson.build.plan.BuildPlan;
import dev.caisson.build.plan.WantedPaths;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Nearest;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Platform;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A Dockerfile in a directory of the client's, and what it needs of another one: only that is
/// asked for.
final class ClientRecipe {
    private static final int LIMIT = 8 << 20;
    private static final String IGNORE = ".dockerignore";

    private final Contexts contexts;
    private final BuildRequest request;
    private final BuildClient client;

    ClientRecipe(Contexts contexts, BuildRequest request) {
        this.contexts = contexts;
        this.request = request;
        client = request.surroundings().client();
    }

    /// @param rules of its own; empty when there are none
    record Found(String text, Optional<IgnoreRules> rules) {}

    Found dockerfile(ContextSource.Split split, String name)
            throws IOException, InterruptedException {
        var own = name + IGNORE;
        var names = List.of(name, own, "dockerfile");
        try (var directory = part(split.dockerfiles(), names)) {
            var view = directory.view();
            var text = view.read("/" + name, LIMIT);
            if (text.isEmpty() && name.equals("Dockerfile")) {
                text = view.read("/dockerfile", LIMIT);
            }
            if (text.isEmpty()) throw missing(split.dockerfiles(), name);
            var rules = view.read("/" + own, LIMIT);
            return new Found(
                    new String(text.get(), UTF_8),
                    rules.map(bytes -> IgnoreRules.parse(new String(bytes, UTF_8))));
        }
    }

    /// With the name that is nearest, which asking for all of the directory tells.
    private InvalidInput missing(String directory, String name)
            throws IOException, InterruptedException {
        var hint = "";
        try (var all = part(directory, List.of("*ockerfile*", "*ontainerfile*"))) {
            var names = all.view().names("/").stream().map(TreeView.Name::name).toList();
            hint = Nearest.hint(name, names);
        }
        return new InvalidInput(
                FaultCode.BUILD_PARAMETER_INVALID,
                "failed to read dockerfile: open " + name + ": no such file or directory" + hint);
    }

    private BuildContext part(String directory, List<String> names)
            throws IOException, InterruptedException {
        return contexts.directory(
                client, new BuildClient.Selection(directory, names, List.of(), List.of()));
    }

    /// @param own rules of the Dockerfile, which count before those of the directory
    BuildContext context(
            ContextSource.Split split, Dockerfile dockerfile, Optional<IgnoreRules> own)
            throws IOException, InterruptedException {
        if (!(split.files() instanceof ContextSource.Directory(var name))) {
            var context = contexts.open(split.files());
            if (own.isPresent()) Exclusion.apply(context, own.get());
            else Exclusion.applyCommon(context);
            return context;
        }
        var host = Platform.host();
        var recipe = request.recipe();
        var plan = BuildPlan.of(dockerfile, recipe, new Arguments(recipe, host), host);
        var wanted = WantedPaths.of(plan);
        var rules = own.isPresent() ? own.get() : rules(name);
        var paths = wanted.orElse(List.of());
        var selection = new BuildClient.Selection(name, List.of(), rules.patterns(), paths);
        if (wanted.isPresent() && paths.isEmpty()) return contexts.nothing(client, selection);
        return contexts.directory(client, selection, rules);
    }

    private IgnoreRules rules(String directory) throws IOException, InterruptedException {
        try (var found = part(directory, List.of(IGNORE))) {
            return found.view()
                    .read("/" + IGNORE, LIMIT)
                    .map(bytes -> IgnoreRules.parse(new String(bytes, UTF_8)))
                    .orElseGet(IgnoreRules::none);
        }
    }
}
