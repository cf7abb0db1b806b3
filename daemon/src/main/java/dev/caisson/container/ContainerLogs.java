package dev.caisson.container;

import dev.caisson.container.plan.CommandLine;
import dev.caisson.container.plan.LogPlan;
import dev.caisson.stdio.ContainerLog;
import dev.caisson.stdio.RunEnd;
import dev.caisson.stdio.driver.LogDriverSettings;
import dev.caisson.stdio.driver.LogForwarder;
import dev.caisson.stdio.driver.LogSubject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of one container: the ring, and what its driver passes on.
final class ContainerLogs {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerLogs.class);

    /// How long the end of a run waits for the last lines to be in the file.
    private static final Duration LAST_LINES = Duration.ofSeconds(10);

    private final LogDriverSettings settings;
    private final ContainerLog log;
    private final LogSubject subject;
    private final Path jsonFile;
    private final @Nullable LogForwarder forwarder;

    ContainerLogs(Services services, Snapshot container) {
        var definition = container.definition();
        var id = definition.id();
        var paths = services.disk().paths();
        settings = LogPlan.of(definition.spec(), services.settings().defaults().log());
        log = services.streams().log(paths.log(id), settings.layout());
        jsonFile = paths.jsonLog(id);
        subject =
                new LogSubject(
                        id,
                        container.name().value(),
                        definition.basis().imageId(),
                        definition.spec().identity().image(),
                        CommandLine.of(definition.spec().command()),
                        definition.created(),
                        definition.spec().identity().labels(),
                        definition.spec().command().environment());
        forwarder =
                settings.forwards()
                        ? new LogForwarder(
                                services.destinations(),
                                new LogForwarder.Job(
                                        log, settings, subject, paths.forwarded(id), jsonFile))
                        : null;
    }

    ContainerLog log() {
        return log;
    }

    LogDriverSettings settings() {
        return settings;
    }

    /// What `logs --details` shows before each line.
    Map<String, String> details() {
        return settings.attributes().withTag(subject);
    }

    /// As `inspect` shows it; empty for a driver that writes no file.
    String path() {
        return settings.target() instanceof LogDriverSettings.JsonFile ? jsonFile.toString() : "";
    }

    /// Passes on what this run writes.
    void begin(RunEnd end) {
        if (forwarder != null) forwarder.begin(end);
    }

    /// After the end of a run was marked: what is written to a file is complete when others learn
    /// of the end. Destinations in the network go on alone.
    void settle() {
        if (forwarder == null || !(settings.target() instanceof LogDriverSettings.JsonFile)) return;
        try {
            if (!forwarder.await(LAST_LINES)) {
                LOG.warn(
                        "id={} the last lines are not in path={} yet, going on",
                        subject.id().shortForm(),
                        jsonFile);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void removed() {
        if (forwarder != null) forwarder.removed();
    }

    void close() {
        if (forwarder != null) forwarder.close();
    }
}
