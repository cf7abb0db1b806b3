package dev.caisson.front.docker;

import dev.caisson.build.BuildRequest;
import dev.caisson.build.ContextSource;
import dev.caisson.engine.Builds;
import dev.caisson.engine.Filters;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.buildkit.BuildKit;
import dev.caisson.front.buildkit.PostedBuild;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.http.Answer;
import dev.caisson.image.registry.Credentials;
import dev.caisson.wire.CachePruned;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Builds, and what they leave in the cache.
final class BuildEndpoints {
    private static final Set<String> FILTERS =
            Set.of(
                    "until",
                    "unused-for",
                    "id",
                    "parent",
                    "type",
                    "description",
                    "inuse",
                    "shared",
                    "private",
                    // what `system prune` is asked for it asks of everything
                    "label",
                    "label!");

    private static final String SESSION = "client-session";

    private final Builds builds;
    private final BuildKit buildKit;

    BuildEndpoints(Builds builds, BuildKit buildKit) {
        this.builds = builds;
        this.buildKit = buildKit;
    }

    void addTo(Router router) {
        router.post("/build", this::build)
                .post("/build/prune", this::prune)
                .post("/build/cancel", this::cancel);
    }

    private Answer build(Call call) {
        if (call.query().text("version").equals("2")) return buildAsBuildKit(call);
        var query = call.query();
        if (!query.text("version").matches("1?")) {
            throw new InvalidInput(
                    FaultCode.BUILD_PARAMETER_INVALID,
                    "invalid version \"" + query.text("version") + "\"");
        }
        boolean quiet = query.flag("q");
        var client = BuildParameters.client(call);
        var request = BuildParameters.read(call, client);
        var credentials = RegistryAuth.ofBuild(call);
        return answer(
                client,
                query.flag("caisson.view") ? new BuildView(quiet) : new BuildLines(quiet),
                new Asked(
                        request,
                        source(call, request, client),
                        name -> credentials.getOrDefault(name, Credentials.NONE)));
    }

    /// What the request does not bring the client's session has.
    private Answer buildAsBuildKit(Call call) {
        var query = call.query();
        var posted = posted(query.text("session"));
        var client = BuildParameters.client(call);
        var file = query.text("dockerfile");
        var asked = posted.client(client, file.isEmpty() ? "Dockerfile" : file);
        var request = BuildParameters.read(call, asked);
        var credentials = RegistryAuth.ofBuild(call);
        var source =
                query.text("remote").equals(SESSION)
                        ? PostedBuild.directories()
                        : source(call, request, client);
        return answer(
                client,
                new BuildTrace(posted, query.flag("q")),
                new Asked(
                        request,
                        source,
                        name -> {
                            var sent = credentials.get(name);
                            return sent == null ? posted.credentials(name) : sent;
                        }));
    }

    private PostedBuild posted(String session) {
        try {
            return buildKit.posted(session);
        } catch (CallFailed absent) {
            throw new InvalidInput(absent, FaultCode.BUILD_PARAMETER_INVALID, absent.text());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Faults.of(FaultCode.BUILD_CANCELLED);
        }
    }

    /// What is built.
    private record Asked(
            BuildRequest request,
            ContextSource source,
            Function<String, Credentials> credentials) {}

    private Answer answer(RequestClient client, BuildStory story, Asked asked) {
        return new Answer.Late(
                200,
                Map.of("Content-Type", "application/json"),
                out -> {
                    client.answerOn(out);
                    new BuildConversation(out, story)
                            .run(
                                    listener ->
                                            builds.build(
                                                    asked.request(),
                                                    asked.source(),
                                                    asked.credentials(),
                                                    listener));
                },
                DockerApi::failed);
    }

    private static ContextSource source(Call call, BuildRequest request, RequestClient client) {
        var remote = call.query().text("remote");
        var body = call.request().body();
        boolean isRemote = !remote.isEmpty() && !remote.equals(SESSION);
        var directory = client.directory();
        var main =
                directory != null
                        ? new ContextSource.Told(directory.dockerfile(), client)
                        : isRemote ? new ContextSource.Remote(remote) : null;
        var sent = request.sent();
        if (sent.isEmpty()) return main == null ? new ContextSource.Archive(body) : main;
        var parts = new BodyParts(directory == null ? body : directory.rest());
        return new ContextSource.Parts(main, sent, parts::next);
    }

    private Answer prune(Call call) throws IOException {
        var query = call.query();
        var filters = FilterParameter.parse(query.text("filters"), FILTERS);
        long reserved = Math.max(bytes(query, "keep-storage"), bytes(query, "reserved-space"));
        var room =
                new Builds.Room(
                        reserved, bytes(query, "max-used-space"), bytes(query, "min-free-space"));
        var which = new Builds.Prune(new Filters(filters.values()), room, query.flag("all"));
        var pruned = builds.prune(which);
        var deleted = pruned.deleted();
        return call.ok(
                "cachePruned",
                new CachePruned(deleted.isEmpty() ? null : deleted, pruned.reclaimed()));
    }

    private static long bytes(Query query, String name) {
        var text = query.text(name);
        return text.isEmpty() ? 0 : GoNumbers.parseInt(text);
    }

    /// A build ends when its client goes away; there is none to be named, as in Docker's classic
    /// builder.
    private Answer cancel(Call call) {
        return Call.empty(204);
    }
}
