package dev.caisson.front.buildkit;

import dev.caisson.build.BuildClient;
import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.build.ContextSource;
import dev.caisson.image.registry.Credentials;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A build that was asked for by `POST /build` and is told as BuildKit tells of builds. Its client
/// may have a session, which is asked for what the request does not bring.
public final class PostedBuild {
    private final StatusFeed feed = new StatusFeed();
    private final Names names = new Names(UUID.randomUUID().toString());
    private final BuildProgress progress = new BuildProgress(feed, names);
    private final @Nullable ClientSession session;

    /// @param session null for none
    PostedBuild(@Nullable ClientSession session) {
        this.session = session;
    }

    /// Who is asked while it builds.
    ///
    /// @param without who it is when there is no session
    /// @param file name of the Dockerfile
    public BuildClient client(BuildClient without, String file) {
        return session == null ? without : new SessionClient(session, feed, names, file);
    }

    /// The directories of the session's client.
    public static ContextSource directories() {
        return new ContextSource.Split(new ContextSource.Directory("context"), "dockerfile");
    }

    /// @param registry its name, as in the configuration of docker's command line
    public Credentials credentials(String registry) {
        return session == null ? Credentials.NONE : Solving.credentials(session, registry);
    }

    /// What there is to tell after this: a StatusResponse, which may be empty.
    public byte[] trace(BuildEvent event) throws InterruptedException {
        progress.on(event);
        return rest();
    }

    /// The same after an image was made.
    public byte[] trace(BuildResult.Built built) throws InterruptedException {
        Solving.tellExport(feed, names, built);
        return rest();
    }

    private byte[] rest() throws InterruptedException {
        var news = feed.next(0);
        return news == null ? new byte[0] : news;
    }

    /// Why there is no image, in BuildKit's words.
    public static String text(BuildResult.StepFailure failure) {
        return ProcessText.of(failure);
    }
}
