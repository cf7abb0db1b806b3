package dev.caisson.front.docker;

import dev.caisson.engine.Images;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.LateOutput;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import dev.caisson.wire.ProgressMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/// `POST /images/create` with `fromSrc`: an image of a tar in the body, or at an address.
final class ImportEndpoint {
    private static final String BODY = "-";
    private static final int PATIENCE_MILLIS = 30_000;

    private final Images images;

    ImportEndpoint(Images images) {
        this.images = images;
    }

    Answer answer(Call call) {
        var query = call.query();
        var source = query.text("fromSrc");
        var repository = query.text("repo");
        var tag = query.text("tag");
        var written = tag.isEmpty() ? repository : repository + ":" + tag;
        var name = repository.isEmpty() ? null : ImageReference.parse(written);
        if (name != null && name.isNameOnly()) name = name.withTag(ImageReference.DEFAULT_TAG);
        var platform = query.textOrNull("platform");
        var request =
                new Images.Import(
                        source,
                        name,
                        query.textOrNull("message"),
                        query.all("changes"),
                        platform == null || platform.isEmpty() ? null : platform(platform));
        return new Answer.Late(
                200,
                Map.of("Content-Type", "application/json"),
                out -> run(request, call, out),
                DockerApi::failed);
    }

    /// What is imported runs here one day.
    private static Platform platform(String text) {
        var platform = Platform.parse(text);
        if (platform.os().equals(Platform.host().os())) return platform;
        throw new InvalidInput(FaultCode.PLATFORM_SYSTEM_UNSUPPORTED, platform.os());
    }

    private void run(Images.Import request, Call call, LateOutput out) throws IOException {
        boolean begun = false;
        try (var tar =
                request.source().equals(BODY) ? call.request().body() : open(request.source())) {
            if (!request.source().equals(BODY)) {
                out.write(line(status("Downloading from " + request.source())));
                begun = true;
            }
            var image = images.importTar(request, tar);
            out.write(line(status(image.id().toString())));
        } catch (Fault fault) {
            if (!begun) throw fault;
            out.write(line(ProgressMessage.failed(fault.text())));
        } catch (ClientGone cut) {
            out.write(line(ProgressMessage.failed(cut.why())));
        }
    }

    private static ProgressMessage status(String text) {
        return new ProgressMessage(null, text, null, null, null, null, null);
    }

    private static byte[] line(ProgressMessage message) {
        return TransferLines.bytes(message);
    }

    private static InputStream open(String source) {
        try {
            var uri = new URI(source.contains("://") ? source : "http://" + source);
            var scheme = uri.getScheme();
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new InvalidInput(
                        FaultCode.IMPORT_SOURCE_INVALID, source, "only http and https are fetched");
            }
            var connection = uri.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            return connection.getInputStream();
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            throw new InvalidInput(
                    malformed, FaultCode.IMPORT_SOURCE_INVALID, source, malformed.toString());
        } catch (IOException failed) {
            throw new Unavailable(
                    failed, FaultCode.IMPORT_SOURCE_FAILED, source, failed.toString());
        }
    }
}
