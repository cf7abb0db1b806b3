package dev.caisson.front.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.build.StepTitles;
import dev.caisson.wire.BuildNews;
import dev.caisson.wire.ProgressMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A build as news of its steps, which may be at work at the same time.
final class BuildView implements BuildStory {
    /// Steps of images that are pulled are numbered apart.
    private static final int PULLS = 1_000_000;

    private static final int CACHES = 2_000_000;

    private final Map<String, Integer> pulls = new HashMap<>();
    private final Map<String, Integer> caches = new HashMap<>();
    private int cacheCount;
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> ended = new HashSet<>();
    private final BuildLines lines;
    private StepTitles titles = StepTitles.none();

    /// @param quiet say at the end only what the image is called
    BuildView(boolean quiet) {
        lines = new BuildLines(quiet);
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public List<ProgressMessage> kept() {
        return List.of();
    }

    @Override
    public List<ProgressMessage> end(BuildResult.Built built) {
        return lines.end(built);
    }

    @Override
    public ProgressMessage failed(BuildResult.StepFailure failure) {
        return lines.failed(failure);
    }

    @Override
    public List<BuildNews> of(BuildEvent event) {
        var news = new ArrayList<BuildNews>();
        switch (event) {
            case BuildEvent.Planned(var steps) -> titles = StepTitles.of(steps);
            case BuildEvent.Begun(var number, _, _, _) -> begin(news, number);
            case BuildEvent.Cached(var number) -> end(news, number, "cached", "");
            case BuildEvent.Done(var number, _) -> end(news, number, "done", "");
            case BuildEvent.Failed(var number, var why) -> end(news, number, "failed", why);
            case BuildEvent.CommandFailed(var number, var failure) ->
                    end(news, number, "failed", failure.text());
            case BuildEvent.Output(var number, var error, var bytes) ->
                    news.add(BuildNews.output(number, new String(bytes, UTF_8), error));
            case BuildEvent.Missed(var number, var reasons) ->
                    news.add(
                            BuildNews.output(
                                    number,
                                    "Not cached: " + String.join("; ", reasons) + "\n",
                                    false));
            case BuildEvent.Pulling pulling -> pull(news, pulling);
            case BuildEvent.Caching caching -> cache(news, caching);
            case BuildEvent.Note(var text) -> news.add(BuildNews.output(0, text, false));
            case BuildEvent.Warned _,
                    BuildEvent.Read _,
                    BuildEvent.Running _,
                    BuildEvent.Removed _ -> {
                // the client has checked the Dockerfile itself, and containers are of no interest
            }
        }
        return news;
    }

    private void begin(List<BuildNews> news, int number) {
        var title = titles.byNumber().get(number);
        if (title != null && begun.add(number)) {
            news.add(BuildNews.step(number, title, "begun", ""));
        }
    }

    private void end(List<BuildNews> news, int number, String state, String why) {
        boolean known = begun.contains(number) || state.equals("failed");
        if (known && ended.add(number)) news.add(BuildNews.step(number, "", state, why));
    }

    private void cache(List<BuildNews> news, BuildEvent.Caching caching) {
        var title = caching.title();
        Integer begun = caches.get(title);
        int number = begun == null ? CACHES + cacheCount++ : begun;
        if (begun == null) {
            caches.put(title, number);
            news.add(BuildNews.step(number, title, "begun", ""));
        }
        if (!caching.ended()) return;
        caches.remove(title);
        var problem = caching.problem();
        if (!problem.isEmpty())
            news.add(BuildNews.output(number, "warning: " + problem + "\n", true));
        news.add(BuildNews.step(number, "", "done", ""));
    }

    private void pull(List<BuildNews> news, BuildEvent.Pulling pulling) {
        var image = pulling.image();
        boolean first = !pulls.containsKey(image);
        int number = pulls.computeIfAbsent(image, _ -> PULLS + pulls.size());
        if (first) news.add(BuildNews.step(number, "[internal] pull " + image, "begun", ""));
        var id = pulling.id();
        var text = (id == null ? "" : id + ": ") + pulling.status() + "\n";
        news.add(BuildNews.output(number, text, false));
        if (id == null) news.add(BuildNews.step(number, "", "done", ""));
    }
}
