package dev.caisson.front.docker;

import dev.caisson.build.BuildRequest;
import dev.caisson.build.ContextSource;
import dev.caisson.engine.Builds;
import dev.caisson.engine.Filters;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.Answer;
import dev.caisson.image.registry.Credentials;
import dev.caisson.wire.CachePruned;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

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

    private final Builds builds;

    BuildEndpoints(Builds builds) {
        this.builds = builds;
    }

    void addTo(Router router) {
        router.post("/build", this::build)
                .post("/build/prune", this::prune)
                .post("/build/cancel", this::cancel);
    }

    private Answer build(Call call) {
        var query = call.query();
        if (query.text("version").equals("2")) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED, "BuildKit", "build with DOCKER_BUILDKIT=0");
        }
        if (!query.text("version").matches("1?")) {
            throw new InvalidInput(
                    FaultCode.BUILD_PARAMETER_INVALID,
                    "invalid version \"" + query.text("version") + "\"");
        }
        var client = BuildParameters.client(call);
        var request = BuildParameters.read(call, client);
        var source = source(call, request);
        var credentials = RegistryAuth.ofBuild(call);
        boolean quiet = query.flag("q");
        return new Answer.Late(
                200,
                Map.of("Content-Type", "application/json"),
                out -> {
                    client.answerOn(out);
                    new BuildConversation(out, quiet, query.flag("caisson.view"))
                            .run(
                                    listener ->
                                            builds.build(
                                                    request,
                                                    source,
                                                    name ->
                                                            credentials.getOrDefault(
                                                                    name, Credentials.NONE),
                                                    listener));
                },
                DockerApi::failed);
    }

    private static ContextSource source(Call call, BuildRequest request) {
        var remote = call.query().text("remote");
        var body = call.request().body();
        boolean isRemote = !remote.isEmpty() && !remote.equals("client-session");
        var sent = request.sent();
        if (sent.isEmpty()) {
            return isRemote ? new ContextSource.Remote(remote) : new ContextSource.Archive(body);
        }
        var parts = new BodyParts(body);
        var main = isRemote ? new ContextSource.Remote(remote) : null;
        return new ContextSource.Parts(main, sent, parts::next);
    }

    private Answer prune(Call call) throws IOException {
        var query = call.query();
        var filters = FilterParameter.parse(query.text("filters"), FILTERS);
        long keep = 0;
        for (var name : new String[] {"keep-storage", "reserved-space", "max-used-space"}) {
            var text = query.text(name);
            if (!text.isEmpty()) keep = Math.max(keep, GoNumbers.parseInt(text));
        }
        var which = new Builds.Prune(new Filters(filters.values()), keep, query.flag("all"));
        var pruned = builds.prune(which);
        var deleted = pruned.deleted();
        return call.ok(
                "cachePruned",
                new CachePruned(deleted.isEmpty() ? null : deleted, pruned.reclaimed()));
    }

    /// A build ends when its client goes away; there is none to be named, as in Docker's classic
    /// builder.
    private Answer cancel(Call call) {
        return Call.empty(204);
    }
}
