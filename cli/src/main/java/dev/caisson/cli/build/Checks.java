package dev.caisson.cli.build;

import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Linter;
import dev.caisson.dockerfile.Stage;
import dev.caisson.dockerfile.Warning;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The warnings of a Dockerfile, and what the daemon knows of its base images for them.
final class Checks {
    private final DaemonClient daemon;

    /// What was asked before; absent images too.
    private final Map<String, Optional<Map<String, @Nullable Object>>> images = new HashMap<>();

    Checks(DaemonClient daemon) {
        this.daemon = daemon;
    }

    List<Warning> warnings(Dockerfile file, BuildContext context) {
        return Linter.check(file, context.rules(), this::environment);
    }

    /// Shows them as `--check` does.
    ///
    /// @return the exit code: 1 when there are any
    static int tell(List<Warning> warnings, Dockerfile file, PrintStream out) {
        for (var warning : warnings) {
            out.println(
                    "\nWARNING: " + warning.rule().title() + " - " + warning.rule().description());
            out.println(warning.message());
            var at = warning.location();
            out.println(at);
            for (int line = at.first(); line <= at.last(); line++) {
                out.printf("%4d | %s%n", line, file.source().lines().get(line - 1));
            }
        }
        int count = warnings.size();
        if (count > 0) out.println();
        out.println(
                "Check complete, "
                        + (count == 0
                                ? "no warnings found."
                                : count == 1
                                        ? "1 warning has been found!"
                                        : count + " warnings have been found!"));
        return count == 0 ? 0 : 1;
    }

    /// Whether the image is here and runs nothing in a build that begins with it.
    boolean hasNoTriggers(String image) {
        return image(image)
                .map(found -> Json.list(Json.at(found, "Config", "OnBuild")).isEmpty())
                .orElse(false);
    }

    private Optional<Set<String>> environment(Stage stage) {
        var name = stage.from().image();
        if (!name.variables().isEmpty()) return Optional.empty();
        return image(name.raw())
                .map(
                        found -> {
                            var names = new HashSet<String>();
                            names.add("PATH");
                            for (var entry : Json.list(Json.at(found, "Config", "Env"))) {
                                var text = String.valueOf(entry);
                                int equals = text.indexOf('=');
                                names.add(equals < 0 ? text : text.substring(0, equals));
                            }
                            return names;
                        });
    }

    private Optional<Map<String, @Nullable Object>> image(String name) {
        return images.computeIfAbsent(name, this::ask);
    }

    private Optional<Map<String, @Nullable Object>> ask(String name) {
        try {
            var target = "/images/" + Query.escape(name).replace("%2F", "/") + "/json";
            return Optional.of(Json.object(daemon.get(target)));
        } catch (DaemonError | IOException unknown) {
            // A check needs no daemon, and a build without one says so itself.
            return Optional.empty();
        }
    }
}
