package dev.caisson.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.RecipeView.Need;
import dev.caisson.build.RecipeView.Parameter;
import dev.caisson.build.RecipeView.Target;
import dev.caisson.build.plan.Arguments;
import dev.caisson.build.plan.BuildPlan;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.Linter;
import dev.caisson.dockerfile.RunMount;
import dev.caisson.dockerfile.Stage;
import dev.caisson.dockerfile.Warning;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads out of a Dockerfile what one may want to know before it is built.
final class RecipeReader {
    private final BuildRequest.Recipe recipe;
    private final Dockerfile dockerfile;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final List<Need> secrets = new ArrayList<>();
    private final List<Need> agents = new ArrayList<>();

    RecipeReader(BuildRequest.Recipe recipe, Dockerfile dockerfile) {
        this.recipe = recipe;
        this.dockerfile = dockerfile;
    }

    RecipeView view(String file, String text, IgnoreRules rules) {
        var host = Platform.host();
        var plan = BuildPlan.of(dockerfile, recipe, new Arguments(recipe, host), host);
        for (var arg : dockerfile.globals()) add(arg);
        for (var stage : plan.stages()) {
            for (var instruction : stage.stage().instructions()) {
                if (instruction instanceof Instruction.Arg arg) add(arg);
                if (instruction instanceof Instruction.Run run) add(run);
            }
        }
        return new RecipeView(
                file,
                text.getBytes(UTF_8),
                warnings(dockerfile, rules),
                dockerfile.stages().stream().map(this::target).toList(),
                target(plan.target().stage()),
                List.copyOf(parameters.values()),
                secrets,
                agents);
    }

    static List<BuildEvent.Warned> warnings(Dockerfile dockerfile, IgnoreRules rules) {
        var found = Linter.check(dockerfile, rules, Linter.BaseEnvironments.unknown());
        return found.stream().map(RecipeReader::warned).toList();
    }

    static BuildEvent.Warned warned(Warning warning) {
        var lines = warning.location();
        return new BuildEvent.Warned(
                warning.rule().title(),
                warning.rule().description(),
                warning.message(),
                lines.first(),
                lines.last());
    }

    private Target target(Stage stage) {
        var from = stage.from();
        var name = from.name() == null ? "" : from.name();
        var lines = from.origin().lines();
        return new Target(
                name,
                stage.index() == dockerfile.stages().size() - 1,
                description(from.origin().comment(), name),
                from.image().raw(),
                lines.first(),
                lines.last());
    }

    private void add(Instruction.Arg arg) {
        var lines = arg.origin().lines();
        for (var declared : arg.declarations()) {
            var name = declared.name();
            var written = declared.value();
            var given = recipe.arguments().get(name);
            var value =
                    given != null
                            ? given
                            : written == null ? "" : written.expand(_ -> Optional.of(""));
            var description = description(arg.origin().comment(), name);
            parameters.put(
                    name, new Parameter(name, description, value, lines.first(), lines.last()));
        }
    }

    /// A comment describes what it begins with.
    private static String description(@Nullable String comment, String name) {
        if (comment == null || name.isEmpty()) return "";
        var text = comment.strip();
        var start = name + " ";
        boolean about = text.regionMatches(true, 0, start, 0, start.length());
        return about ? text.substring(start.length()).strip() : "";
    }

    private void add(Instruction.Run run) {
        var lines = run.origin().lines();
        for (var mount : run.options().mounts()) {
            switch (mount.resolve(_ -> Optional.of(""))) {
                case RunMount.Secret secret ->
                        secrets.add(
                                new Need(
                                        secret.id(),
                                        secret.required(),
                                        lines.first(),
                                        lines.last()));
                case RunMount.Ssh agent ->
                        agents.add(
                                new Need(
                                        agent.id(), agent.required(), lines.first(), lines.last()));
                case RunMount.Bind _, RunMount.Cache _, RunMount.Tmpfs _ -> {
                    // the client need not give anything
                }
            }
        }
    }
}
