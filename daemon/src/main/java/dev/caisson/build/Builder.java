package dev.caisson.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.context.BuildContext;
import dev.caisson.build.context.Exclusion;
import dev.caisson.build.solve.Build;
import dev.caisson.build.solve.Toolbox;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.LintRule;
import dev.caisson.dockerfile.Nearest;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Assembly;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Builds images: the entrance of the room.
public final class Builder {
    private static final String DOCKERFILE = "Dockerfile";
    private static final int DOCKERFILE_LIMIT = 8 << 20;

    private final Toolbox tools;
    private final Supplier<Assembly> assemblies;

    /// @param assemblies opens one in the image store
    public Builder(Toolbox tools, Supplier<Assembly> assemblies) {
        this.tools = tools;
        this.assemblies = assemblies;
    }

    /// Builds to the end; interrupting the thread gives the build up, with nothing of it left.
    ///
    /// @param listener hears of it, by one thread at a time
    /// @throws dev.caisson.fault.Fault when anything failed but a command
    public BuildResult build(
            BuildRequest request, ContextSource source, BuildEvent.Listener listener)
            throws IOException, InterruptedException {
        var recipe = request.recipe();
        var name = recipe.dockerfile().isEmpty() ? DOCKERFILE : recipe.dockerfile();
        var epoch = epoch(recipe.arguments().get("SOURCE_DATE_EPOCH"));
        try (var assembly = assemblies.get()) {
            if (source instanceof ContextSource.Split split) {
                var client = new ClientRecipe(tools.contexts(), request);
                var found = client.dockerfile(split, name);
                var dockerfile = parsed(name, found.text(), recipe, listener);
                var rules = found.rules().orElseGet(IgnoreRules::none);
                warn(dockerfile, RecipeReader.warnings(dockerfile, rules), listener);
                try (var context = client.context(split, dockerfile, found.rules())) {
                    var build = new Build(request, tools, listener);
                    return build.run(dockerfile, context, assembly, epoch);
                }
            }
            var told = told(source);
            try (var context = tools.contexts().open(source)) {
                var text = told == null ? text(context, name) : told.dockerfile();
                var dockerfile = parsed(name, text, recipe, listener);
                var warnings = dockerfile.warnings().stream().map(RecipeReader::warned);
                warn(dockerfile, warnings.toList(), listener);
                if (told == null) {
                    var _ = Exclusion.apply(context, name);
                }
                var build = new Build(request, tools, listener);
                return build.run(dockerfile, context, assembly, epoch);
            }
        } catch (StepFailed failed) {
            return failed.failure();
        }
    }

    private static ContextSource.@Nullable Told told(ContextSource source) {
        return switch (source) {
            case ContextSource.Told told -> told;
            case ContextSource.Parts(ContextSource.Told told, _, _) -> told;
            default -> null;
        };
    }

    private static Dockerfile parsed(
            String name, String text, BuildRequest.Recipe recipe, BuildEvent.Listener listener) {
        listener.on(new BuildEvent.Read(name, text.getBytes(UTF_8)));
        var dockerfile = Dockerfile.parse(name, text);
        var _ = FrontEnd.of(dockerfile.directives().syntax());
        var _ = FrontEnd.of(recipe.arguments().get("BUILDKIT_SYNTAX"));
        return dockerfile;
    }

    /// What the Dockerfile of a build says, without building.
    public RecipeView look(BuildRequest request, ContextSource source)
            throws IOException, InterruptedException {
        var recipe = request.recipe();
        var name = recipe.dockerfile().isEmpty() ? DOCKERFILE : recipe.dockerfile();
        if (source instanceof ContextSource.Split split) {
            var found = new ClientRecipe(tools.contexts(), request).dockerfile(split, name);
            var dockerfile = Dockerfile.parse(name, found.text());
            var rules = found.rules().orElseGet(IgnoreRules::none);
            return new RecipeReader(recipe, dockerfile).view(name, found.text(), rules);
        }
        try (var context = tools.contexts().open(source)) {
            var text = text(context, name);
            var dockerfile = Dockerfile.parse(name, text);
            return new RecipeReader(recipe, dockerfile).view(name, text, IgnoreRules.none());
        }
    }

    private static String text(BuildContext context, String name) throws IOException {
        var view = context.view();
        var bytes = view.read("/" + name, DOCKERFILE_LIMIT);
        if (bytes.isEmpty() && name.equals(DOCKERFILE)) {
            bytes = view.read("/dockerfile", DOCKERFILE_LIMIT);
        }
        if (bytes.isEmpty()) {
            var names = view.names("/").stream().map(TreeView.Name::name).toList();
            throw new InvalidInput(
                    FaultCode.BUILD_PARAMETER_INVALID,
                    "Cannot locate specified Dockerfile: " + name + Nearest.hint(name, names));
        }
        return new String(bytes.get(), UTF_8);
    }

    private static void warn(
            Dockerfile dockerfile, List<BuildEvent.Warned> found, BuildEvent.Listener listener) {
        var checks = dockerfile.directives().checks();
        if (checks.skipAll()) return;
        var skipped = checks.skip().stream().map(LintRule::title).toList();
        var warnings = found.stream().filter(one -> !skipped.contains(one.rule())).toList();
        for (var warning : warnings) listener.on(warning);
        if (checks.error() && !warnings.isEmpty()) {
            var first = warnings.getFirst();
            throw new InvalidInput(
                    FaultCode.BUILD_PARAMETER_INVALID,
                    "lint violation found: line "
                            + first.first()
                            + ": "
                            + first.rule()
                            + ": "
                            + first.message());
        }
    }

    private static @Nullable Instant epoch(@Nullable String written) {
        if (written == null || written.isEmpty()) return null;
        try {
            return Instant.ofEpochSecond(Long.parseLong(written));
        } catch (NumberFormatException | java.time.DateTimeException broken) {
            throw new InvalidInput(
                    broken,
                    FaultCode.BUILD_PARAMETER_INVALID,
                    "SOURCE_DATE_EPOCH is " + written + ", not seconds since 1970");
        }
    }
}
