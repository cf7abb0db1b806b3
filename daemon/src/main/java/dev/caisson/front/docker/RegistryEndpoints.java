package dev.caisson.front.docker;

import dev.caisson.engine.Images;
import dev.caisson.engine.Images.PullRequest;
import dev.caisson.engine.Images.PushRequest;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.docker.convert.ImageWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import dev.caisson.image.registry.Credentials;
import dev.caisson.wire.AuthAnswer;
import dev.caisson.wire.AuthConfig;
import dev.caisson.wire.DistributionInspect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has to do with registries.
final class RegistryEndpoints {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final Images images;
    private final ImportEndpoint imports;

    RegistryEndpoints(Images images) {
        this.images = images;
        imports = new ImportEndpoint(images);
    }

    void addTo(Router router) {
        router.get("/images/search", new SearchEndpoint(images)::answer)
                .post("/images/create", this::pull)
                .post("/images/{name}/push", this::push)
                .get("/distribution/{name}/json", this::distribution)
                .post("/auth", this::auth);
    }

    private Answer pull(Call call) {
        var query = call.query();
        var from = query.text("fromImage");
        if (from.isEmpty()) {
            return imports.answer(call);
        }
        var name = name(from, query.text("tag"));
        var wanted = query.textOrNull("platform");
        var platform = wanted == null ? null : Platform.parse(wanted);
        var credentials = RegistryAuth.of(call);
        var lines = new TransferLines();
        return late(lines, () -> pull(name, platform, credentials, new PullLines(lines)));
    }

    /// A name without a tag stands for all tags of its repository.
    private void pull(
            ImageReference name,
            @Nullable Platform platform,
            Credentials credentials,
            PullLines lines)
            throws InterruptedException {
        var names = name.isNameOnly() ? images.tags(name, credentials) : List.of(name);
        for (var one : names) {
            lines.done(images.pull(new PullRequest(one, platform, credentials), lines));
        }
    }

    private static ImageReference name(String from, String tag) {
        var written = ImageReference.parseAsWritten(from);
        if (tag.isEmpty()) return written;
        return tag.contains(":")
                ? written.withDigest(Digest.parse(tag))
                : ImageReference.parse(written.name() + ":" + tag);
    }

    private Answer push(Call call) {
        var written = ImageReference.parseAsWritten(call.name());
        var tag = call.query().text("tag");
        var name = tag.isEmpty() ? written : ImageReference.parse(written.name() + ":" + tag);
        var request = new PushRequest(name, PlatformParameter.of(call), RegistryAuth.of(call));
        var lines = new TransferLines();
        return late(
                lines,
                () -> {
                    var _ = images.push(request, new PushLines(lines));
                });
    }

    private static Answer late(TransferLines lines, TransferConversation.Transfer transfer) {
        return new Answer.Late(
                200, JSON, new TransferConversation(lines, transfer)::run, DockerApi::failed);
    }

    private Answer distribution(Call call) {
        var name = ImageReference.parse(call.name());
        var found = waited(() -> images.look(name, RegistryAuth.of(call)));
        var descriptor = found.descriptor();
        return call.ok(
                "distribution",
                new DistributionInspect(
                        ImageWriter.descriptor(descriptor.bare()),
                        found.platforms().stream().map(ImageWriter::platform).toList()));
    }

    private Answer auth(Call call) throws IOException {
        var config =
                call.body(
                        AuthConfig.class,
                        new Call.GoName("registry.AuthConfig", "AuthConfig"),
                        "auth");
        var server = config == null || config.serverAddress() == null ? "" : config.serverAddress();
        try {
            var token = waited(() -> images.login(server, RegistryAuth.of(config)));
            return call.ok("auth", new AuthAnswer(token, "Login Succeeded"));
        } catch (Denied denied) {
            return new Answer.Whole(401, JSON, Json.error(denied.text()));
        }
    }

    /// Waits for a registry.
    @FunctionalInterface
    interface Question<T> {
        T ask() throws InterruptedException;
    }

    static <T> T waited(Question<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    stopped, FaultCode.REGISTRY_FAILED, "the daemon stops", "nothing was asked");
        }
    }
}
