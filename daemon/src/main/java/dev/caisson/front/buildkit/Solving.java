package dev.caisson.front.buildkit;

import dev.caisson.build.BuildResult;
import dev.caisson.build.FrontEnd;
import dev.caisson.build.RecipeView;
import dev.caisson.engine.Builds;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.image.ImageReference;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.RegistryHost;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds what a job asks for.
final class Solving {
    private static final Logger LOG = LoggerFactory.getLogger(Solving.class);

    /// Docker Hub as clients keep its password.
    private static final String HUB = "registry-1.docker.io";

    private final Builds builds;
    private final Sessions sessions;

    Solving(Builds builds, Sessions sessions) {
        this.builds = builds;
        this.sessions = sessions;
    }

    /// @param frontend `dockerfile.v0`, or `gateway.v0` for an image with one
    /// @param inputs results of other targets
    /// @throws CallFailed when it failed
    Solved solve(
            Job job, String frontend, Map<String, String> options, Map<String, LinkedResult> inputs)
            throws IOException, InterruptedException {
        if (!ControlService.frontends().contains(frontend)) {
            throw new CallFailed(
                    Code.UNIMPLEMENTED,
                    "the front end "
                            + frontend
                            + " is not supported: "
                            + String.join(" and ", ControlService.frontends())
                            + " are known");
        }
        if (frontend.equals("gateway.v0")) {
            var _ = FrontEnd.of(options.get("source"));
        }
        var asked = new SolveOptions(options, inputs);
        var session = sessions.get(job.session());
        var client = new SessionClient(session, job.feed(), job.names(), asked.file());
        var progress = new BuildProgress(job.feed(), job.names());
        var request = asked.request(client, job);
        var question = options.getOrDefault("requestid", "");
        if (!question.isEmpty()) {
            var view = new AtomicReference<RecipeView>();
            var _ =
                    run(
                            job,
                            () -> {
                                view.set(builds.look(request, asked.source(client)));
                                return new BuildResult.Exported();
                            },
                            progress);
            return new Solved("", new CallResults(view.get()).answer(question), null);
        }
        var result =
                run(
                        job,
                        () ->
                                builds.build(
                                        request,
                                        asked.source(client),
                                        registry -> credentials(session, registry),
                                        progress),
                        progress);
        return switch (result) {
            case BuildResult.Built built -> {
                var id = UUID.randomUUID().toString();
                job.result(id, response(job, built, client));
                yield new Solved(id, Map.of(), new LinkedResult(built.image().id().digest()));
            }
            case BuildResult.Exported _ -> {
                var id = UUID.randomUUID().toString();
                job.result(id, written(client));
                yield new Solved(id, Map.of(), new LinkedResult(null));
            }
            case BuildResult.StepFailure failure -> throw failed(failure, progress);
        };
    }

    /// Docker finds the keys of a password in the client.
    static Credentials credentials(ClientSession session, String registry) {
        try {
            var password = session.password(registry.equals(RegistryHost.HUB) ? HUB : registry);
            if (password.secret().isEmpty()) return Credentials.NONE;
            return password.user().isEmpty()
                    ? new Credentials.Identity(password.secret())
                    : new Credentials.Basic(password.user(), password.secret());
        } catch (IOException | CallFailed silent) {
            LOG.debug("no password for registry={}", registry, silent);
            return Credentials.NONE;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Faults.of(FaultCode.BUILD_CANCELLED);
        }
    }

    /// The work.
    @FunctionalInterface
    private interface Work {
        BuildResult run() throws IOException, InterruptedException;
    }

    private static BuildResult run(Job job, Work work, BuildProgress progress)
            throws InterruptedException {
        var task = new FutureTask<>(work::run);
        // A platform thread: unpacking a context makes native calls that block.
        var worker = Thread.ofPlatform().daemon().name("build").unstarted(task);
        job.begin(worker);
        worker.start();
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw failure(failed.getCause(), job, progress);
        } finally {
            worker.interrupt();
            worker.join();
            job.end(worker);
        }
    }

    private static RuntimeException failure(
            @org.jspecify.annotations.Nullable Throwable cause, Job job, BuildProgress progress) {
        if (job.isOver()) return new CallFailed(Code.CANCELLED, "context canceled");
        return switch (cause) {
            case Fault fault -> told(Code.UNKNOWN, fault.text(), progress);
            case CallFailed known -> known;
            case InterruptedException _ -> new CallFailed(Code.CANCELLED, "context canceled");
            case null, default -> {
                LOG.error("build failed", cause);
                yield new CallFailed(Code.UNKNOWN, "the build failed, see the daemon's log");
            }
        };
    }

    private static CallFailed told(Code code, String message, BuildProgress progress) {
        var place = progress.failure();
        return place == null
                ? new CallFailed(code, message)
                : new CallFailed(code, message, place.status(message));
    }

    private static CallFailed failed(BuildResult.StepFailure failure, BuildProgress progress) {
        return told(Code.UNKNOWN, ProcessText.of(failure), progress);
    }

    /// The manifest of a cache that was written for the client.
    private static Map<String, String> written(SessionClient client) {
        return client.written()
                .map(one -> Map.of("cache.manifest", DescriptorText.of(one)))
                .orElse(Map.of());
    }

    /// What the client of the job is told when it is done.
    private static Map<String, String> response(
            Job job, BuildResult.Built built, SessionClient client) throws InterruptedException {
        var id = built.image().id().toString();
        var response = new LinkedHashMap<>(written(client));
        boolean image = job.exporters().stream().anyMatch(Exporter::isImage);
        boolean archive = job.exporters().stream().anyMatch(Exporter::isArchive);
        if (!image && !archive) return response;
        // An archive is known by what its index names.
        var digest = image ? id : built.image().manifest().digest().toString();
        response.put("containerimage.digest", digest);
        response.put("containerimage.config.digest", id);
        var names = built.named().stream().map(ImageReference::toString).toList();
        if (!names.isEmpty()) response.put("image.name", String.join(",", names));
        if (image) tellExport(job.feed(), job.names(), built);
        return response;
    }

    static void tellExport(StatusFeed feed, Names names, BuildResult.Built built)
            throws InterruptedException {
        var vertex = names.of("export");
        var now = Instant.now();
        var title = "exporting to image";
        feed.add(new Status.Vertex(vertex, title, false, now, null, ""));
        var writing = "writing image " + built.image().id();
        feed.add(new Status.Part(vertex, writing, 0, 0, now, now));
        for (var name : built.named()) {
            feed.add(new Status.Part(vertex, "naming to " + name, 0, 0, now, now));
        }
        feed.add(new Status.Vertex(vertex, title, false, now, now, ""));
    }

    /// What a client with operations of its own is told.
    static CallFailed graph() {
        return new CallFailed(
                Code.UNIMPLEMENTED,
                "graphs of operations (LLB) are not supported: build a Dockerfile, with the"
                        + " front end dockerfile.v0");
    }

    /// All that a result can be.
    static List<String> capabilities() {
        return List.of(
                "solve.base",
                "return",
                "returnmap",
                "proto.refarray",
                "importcaches",
                "frontend.caps",
                "frontend.inputs",
                "reference.output",
                "gateway.solve.metadata",
                "gateway.solve.evaluate",
                "gateway.evaluate",
                "gateway.warnings");
    }
}
