package dev.caisson.front.buildkit;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.StepTitles;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells a build as BuildKit does: as steps that begin and end, each with a name of its own.
final class BuildProgress implements BuildEvent.Listener {
    private final StatusFeed feed;
    private final Names names;
    private final Map<Integer, BuildEvent.Step> steps = new HashMap<>();
    private Map<Integer, String> titles = Map.of();
    private final Map<Integer, Instant> started = new HashMap<>();
    private final Map<String, Instant> pulls = new LinkedHashMap<>();
    private final Map<String, Instant> caches = new LinkedHashMap<>();
    private String file = "Dockerfile";
    private byte[] text = new byte[0];
    private BuildEvent.@Nullable Step failed;

    BuildProgress(StatusFeed feed, Names names) {
        this.feed = feed;
        this.names = names;
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    /// Where the build failed; null when that is not known.
    synchronized @Nullable SourceRange failure() {
        var step = failed;
        return step == null ? null : new SourceRange(file, text, step.first(), step.last());
    }

    synchronized String fileName() {
        return file;
    }

    @Override
    public synchronized void on(BuildEvent event) {
        switch (event) {
            case BuildEvent.Read(var name, var read) -> {
                file = name;
                text = read;
            }
            case BuildEvent.Planned(var planned) -> plan(planned);
            case BuildEvent.Warned warned -> warn(warned);
            case BuildEvent.Begun begun -> begin(begun.number());
            case BuildEvent.Cached(var number) -> end(number, true, "");
            case BuildEvent.Done(var number, _) -> end(number, false, "");
            case BuildEvent.Failed(var number, var why) -> {
                failed = steps.get(number);
                end(number, false, why);
            }
            case BuildEvent.CommandFailed(var number, var failure) -> {
                failed = steps.get(number);
                end(number, false, ProcessText.of(failure));
            }
            case BuildEvent.Output(var number, var error, var bytes) -> {
                if (titles.containsKey(number)) {
                    say(
                            new Status.Output(
                                    names.of("step " + number),
                                    Instant.now(),
                                    error ? 2 : 1,
                                    bytes));
                }
            }
            case BuildEvent.Pulling pulling -> pull(pulling);
            case BuildEvent.Caching caching -> cache(caching);
            case BuildEvent.Missed _,
                    BuildEvent.Running _,
                    BuildEvent.Removed _,
                    BuildEvent.Note _ -> {
                // BuildKit does not tell
            }
        }
    }

    private void say(Status status) {
        try {
            feed.add(status);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Faults.of(FaultCode.BUILD_CANCELLED);
        }
    }

    // ---- steps

    private void plan(java.util.List<BuildEvent.Step> planned) {
        for (var step : planned) steps.put(step.number(), step);
        titles = StepTitles.of(planned).byNumber();
    }

    private void begin(int number) {
        var title = titles.get(number);
        if (title == null) return;
        var now = Instant.now();
        started.put(number, now);
        say(new Status.Vertex(names.of("step " + number), title, false, now, null, ""));
    }

    private void end(int number, boolean cached, String error) {
        var title = titles.get(number);
        var from = started.remove(number);
        if (title == null || from == null) return;
        var now = Instant.now();
        say(new Status.Vertex(names.of("step " + number), title, cached, from, now, error));
    }

    // ---- images

    private void pull(BuildEvent.Pulling pulling) {
        var image = pulling.image();
        var vertex = names.of("pull " + image);
        var title = "[internal] pull " + image;
        var now = Instant.now();
        var from = pulls.get(image);
        if (from == null) {
            from = now;
            pulls.put(image, now);
            say(new Status.Vertex(vertex, title, false, now, null, ""));
        }
        var id = pulling.id();
        if (id == null) {
            say(new Status.Vertex(vertex, title, false, from, now, ""));
        } else if (pulling.status().equals("Pull complete")) {
            say(new Status.Part(vertex, "extracting " + id, 0, 0, from, now));
        }
    }

    // ---- caches

    private void cache(BuildEvent.Caching caching) {
        var title = caching.title();
        var now = Instant.now();
        var known = caches.putIfAbsent(title, now);
        var from = known == null ? now : known;
        if (caching.ended()) caches.remove(title);
        say(
                new Status.Vertex(
                        names.of(title),
                        title,
                        false,
                        from,
                        caching.ended() ? now : null,
                        caching.problem()));
    }

    // ---- warnings

    private void warn(BuildEvent.Warned warned) {
        var lines = new SourceRange(file, text, warned.first(), warned.last());
        say(
                new Status.Warning(
                        names.of("dockerfile"),
                        warned.rule() + ": " + warned.message() + " (line " + warned.first() + ")",
                        warned.description(),
                        RuleAddress.of(warned),
                        lines));
    }
}
