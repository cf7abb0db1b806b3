package dev.caisson.cli.build;

import dev.caisson.cli.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The steps of a build, in the order in which they began. For one thread at a time.
final class BuildSteps {
    private final Clock clock;
    private final Map<Integer, BuildStep> steps = new LinkedHashMap<>();

    BuildSteps(Clock clock) {
        this.clock = clock;
    }

    /// What a piece of news has changed.
    ///
    /// @param lines the step has written now
    /// @param why it failed; empty otherwise
    record Change(BuildStep step, boolean begun, boolean ended, List<String> lines, String why) {
        Change {
            lines = List.copyOf(lines);
        }
    }

    /// @return null when it is about no step
    @Nullable Change take(Object part) {
        int number = (int) Json.number(part, "step");
        var state = Json.text(part, "state");
        var text = Json.text(part, "text");
        var title = Json.text(part, "title");
        var known = steps.get(number);
        if (known == null) {
            if (title.isEmpty()) return null;
            known = new BuildStep(steps.size() + 1, title, clock.instant());
            steps.put(number, known);
        }
        if (state.isEmpty()) return new Change(known, false, false, known.write(text), "");
        if (state.equals("begun")) return new Change(known, true, false, List.of(), "");
        var rest = known.flush();
        known.end(state, clock.instant());
        return new Change(known, false, true, rest, text);
    }

    List<BuildStep> all() {
        return List.copyOf(steps.values());
    }

    /// How the step that failed ended, as it is told once more after all others.
    List<String> failure() {
        var lines = new ArrayList<String>();
        for (var step : steps.values()) {
            if (!step.isFailed()) continue;
            lines.add("------");
            lines.add(" > " + step.title() + ":");
            lines.addAll(step.last(BuildStep.KEPT));
            lines.add("------");
            break;
        }
        return lines;
    }
}
