package dev.caisson.build.solve;

import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageConfig.HistoryEntry;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredLayer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a stage has made so far: the layers, the configuration and how it came to be.
///
/// @param layers the lowest first
/// @param created of the last layer; null when there is none yet
record State(
        Platform platform,
        List<StoredLayer> layers,
        ContainerDefaults config,
        List<HistoryEntry> history,
        String author,
        @Nullable Instant created) {
    /// What BuildKit puts into history, by which other tools know it.
    private static final String COMMENT = "buildkit.dockerfile.v0";

    /// At the end of what a command or a copy is called.
    static final String MARK = " # buildkit";

    private static final String PATH =
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    State {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
    }

    /// The empty image, with the configuration BuildKit gives it.
    static State scratch(Platform platform) {
        var none = ContainerDefaults.none();
        var config =
                new ContainerDefaults(
                        "",
                        List.of(PATH),
                        none.command(),
                        "/",
                        none.exposedPorts(),
                        none.volumes(),
                        Map.of(),
                        none.lifecycle());
        return new State(platform, List.of(), config, List.of(), "", null);
    }

    static State of(ImageConfig image, List<StoredLayer> layers) {
        return new State(
                image.platform(),
                layers,
                image.defaults(),
                image.history(),
                image.author(),
                image.created());
    }

    State with(ContainerDefaults changed) {
        return new State(platform, layers, changed, history, author, created);
    }

    State withAuthor(String changed) {
        return new State(platform, layers, config, history, changed, created);
    }

    /// With an entry of the history that brings no layer.
    State noted(String text, @Nullable Instant epoch) {
        return entered(new HistoryEntry(time(epoch), text, "", COMMENT, true));
    }

    /// With a layer more, unless it is null, and its entry.
    State layered(@Nullable StoredLayer layer, String text, Instant made) {
        var entry = new HistoryEntry(made, text, "", COMMENT, layer == null);
        var entered = entered(entry);
        if (layer == null) return entered;
        var more = new ArrayList<>(layers);
        more.add(layer);
        return new State(platform, more, config, entered.history, author, made);
    }

    private State entered(HistoryEntry entry) {
        var more = new ArrayList<>(history);
        more.add(entry);
        return new State(platform, layers, config, more, author, created);
    }

    private @Nullable Instant time(@Nullable Instant epoch) {
        return epoch == null ? created : epoch;
    }

    /// The configuration of an image that is this.
    ImageConfig image(@Nullable Instant epoch) {
        return new ImageConfig(
                platform,
                time(epoch),
                author,
                "",
                "",
                config,
                layers.stream().map(StoredLayer::diffId).toList(),
                history);
    }

    /// DiffIDs as text, the lowest first.
    List<String> below() {
        return layers.stream().map(layer -> layer.diffId().toString()).toList();
    }

    String workingDirectory() {
        return config.workingDir().isEmpty() ? "/" : config.workingDir();
    }
}
