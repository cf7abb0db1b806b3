package dev.caisson.build;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What the steps that make files are called, as BuildKit does: numbered in each stage for itself,
/// `[make 2/3] RUN …`.
///
/// @param byNumber of the step
public record StepTitles(Map<Integer, String> byNumber) {
    public StepTitles {
        byNumber = Map.copyOf(byNumber);
    }

    /// Before anything is planned.
    public static StepTitles none() {
        return new StepTitles(Map.of());
    }

    /// Of what is planned.
    public static StepTitles of(List<BuildEvent.Step> planned) {
        var totals = new HashMap<Integer, Integer>();
        var stages = new HashSet<Integer>();
        for (var step : planned) {
            stages.add(step.stage().number());
            if (step.layer()) totals.merge(step.stage().number(), 1, Integer::sum);
        }
        var counts = new HashMap<Integer, Integer>();
        var titles = new HashMap<Integer, String>();
        for (var step : planned) {
            if (!step.layer()) continue;
            int stage = step.stage().number();
            int count = counts.merge(stage, 1, Integer::sum);
            var name = step.stage().name();
            if (name.isEmpty() && stages.size() > 1) name = "stage-" + stage;
            var prefix = name.isEmpty() ? "" : name + " ";
            var place = "[" + prefix + count + "/" + totals.get(stage) + "] ";
            titles.put(step.number(), place + step.text());
        }
        return new StepTitles(titles);
    }
}
