package dev.caisson.front.docker;

import dev.caisson.engine.Images;
import dev.caisson.fault.Fault;
import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.LateOutput;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.wire.ProgressMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One load of images: reads the archive and tells how far it is.
///
/// The answer begins when the archive has been read, as dockerd's does: some clients, docker-java
/// among them, close the connection as soon as they see its head. So images are loaded to the end
/// also when nobody listens any more.
///
/// Progress is offered, not written: several layers are unpacked at once and none may wait for the
/// client.
final class LoadConversation {
    private static final Logger LOG = LoggerFactory.getLogger(LoadConversation.class);
    private static final long STEP = 1 << 20;

    private final Images images;
    private final @Nullable Platform platform;
    private final LateOutput out;
    private final boolean quiet;
    private final Map<Digest, Long> told = new ConcurrentHashMap<>();

    /// @param platform which image of an index is taken; null for the host's
    LoadConversation(Images images, @Nullable Platform platform, LateOutput out, boolean quiet) {
        this.images = images;
        this.platform = platform;
        this.out = out;
        this.quiet = quiet;
    }

    void run(InputStream archive) throws IOException {
        try {
            for (var loaded : images.load(archive, platform, this::progress)) report(loaded);
        } catch (Fault fault) {
            out.write(line(ProgressMessage.failed(fault.text())));
        } catch (ClientGone cut) {
            LOG.debug("archive of images ends early", cut);
            out.write(line(ProgressMessage.failed("unexpected EOF")));
        } catch (IOException failure) {
            LOG.error("load of images failed", failure);
            out.write(line(ProgressMessage.failed("cannot load images, see the daemon's log")));
        }
    }

    private void progress(Digest layer, long current, long total) {
        if (quiet) return;
        var last = told.get(layer);
        if (last != null && current - last < STEP && current < total) return;
        told.put(layer, current);
        var message =
                new ProgressMessage(
                        null,
                        "Loading layer",
                        new ProgressMessage.ProgressDetail(current, total),
                        layer.shortForm(),
                        null,
                        null,
                        null);
        var _ = out.offer(line(message));
    }

    private void report(ImageStore.Loaded loaded) throws IOException {
        for (var replaced : loaded.replaced()) {
            say(
                    "The image "
                            + replaced.name().familiar()
                            + " already exists, renaming the old one with ID "
                            + replaced.before()
                            + " to empty string\n");
        }
        for (var name : loaded.names()) say("Loaded image: " + name.familiar() + "\n");
        if (loaded.names().isEmpty()) say("Loaded image ID: " + loaded.image().id() + "\n");
    }

    private void say(String text) throws IOException {
        out.write(line(ProgressMessage.text(text)));
    }

    /// Docker ends each message with carriage return and line feed.
    private static byte[] line(ProgressMessage message) {
        var json = Json.mapper().writeValueAsBytes(message);
        var line = Arrays.copyOf(json, json.length + 2);
        line[json.length] = '\r';
        line[json.length + 1] = '\n';
        return line;
    }
}
