package dev.caisson.front.registry;

import dev.caisson.engine.Hosting;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.http.Answer;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.MediaType;
import dev.caisson.image.hosted.Arrivals;
import dev.caisson.image.hosted.RepositoryPath;
import dev.caisson.image.hosted.Upload;
import dev.caisson.image.hosted.Which;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writing, for a port that was opened to be written to.
final class Pushes {
    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    private final Hosting hosting;
    private final Arrivals arrivals;
    private final String own;

    /// @param own the registry under whose name pushed images are known here
    Pushes(Hosting hosting, Arrivals arrivals, String own) {
        this.hosting = hosting;
        this.arrivals = arrivals;
        this.own = own;
    }

    // ---- uploads

    Answer begin(Asked asked, Resource.Uploads to) throws IOException {
        var mount = asked.parameter("mount");
        if (mount.isPresent()) {
            var digest = Digest.parse(mount.get());
            var from = asked.parameter("from").map(RepositoryPath::new).orElse(to.path());
            if (arrivals.mount(to.path(), digest, asked.place(from))) {
                return created(to.path(), digest);
            }
        }
        var digest = asked.parameter("digest").map(Digest::parse);
        var upload = arrivals.begin(to.path());
        return digest.isEmpty() ? accepted(upload, 202) : whole(asked, upload, digest.get());
    }

    private Answer whole(Asked asked, Upload upload, Digest digest) throws IOException {
        try {
            arrivals.append(upload, asked.request().body(), 0);
            arrivals.commit(upload, digest);
            return created(upload.path(), digest);
        } finally {
            arrivals.cancel(upload);
        }
    }

    Answer progress(Resource.UploadAt at) {
        return accepted(arrivals.upload(at.path(), at.id()), 204);
    }

    Answer append(Asked asked, Resource.UploadAt at) throws IOException {
        var upload = arrivals.upload(at.path(), at.id());
        arrivals.append(upload, asked.request().body(), from(asked));
        return accepted(upload, 202);
    }

    private static long from(Asked asked) {
        var range = asked.header("Content-Range");
        if (range.isEmpty()) return -1;
        var matcher = RANGE.matcher(range.get().strip().replaceFirst("^bytes[ =]", ""));
        if (!matcher.matches()) throw new InvalidInput(FaultCode.HOSTED_RANGE_INVALID, 0);
        long from = Long.parseLong(matcher.group(1));
        long length = asked.request().contentLength();
        boolean wrong = length >= 0 && Long.parseLong(matcher.group(2)) - from + 1 != length;
        if (wrong) throw new InvalidInput(FaultCode.HOSTED_RANGE_INVALID, from);
        return from;
    }

    Answer finish(Asked asked, Resource.UploadAt at) throws IOException {
        var upload = arrivals.upload(at.path(), at.id());
        var digest =
                Digest.parse(
                        asked.parameter("digest")
                                .orElseThrow(() -> new InvalidInput(FaultCode.DIGEST_INVALID, "")));
        arrivals.append(upload, asked.request().body(), from(asked));
        arrivals.commit(upload, digest);
        return created(at.path(), digest);
    }

    Answer cancel(Resource.UploadAt at) throws IOException {
        arrivals.cancel(arrivals.upload(at.path(), at.id()));
        return new Answer.Whole(204, Map.of(), new byte[0]);
    }

    private static Answer accepted(Upload upload, int status) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Location", "/v2/" + upload.path() + "/blobs/uploads/" + upload.id());
        headers.put("Docker-Upload-UUID", upload.id());
        headers.put("Range", "0-" + Math.max(0, upload.size() - 1));
        return new Answer.Whole(status, headers, new byte[0]);
    }

    private static Answer created(RepositoryPath path, Digest digest) {
        return new Answer.Whole(
                201,
                Map.of(
                        "Location",
                        "/v2/" + path + "/blobs/" + digest,
                        "Docker-Content-Digest",
                        digest.toString()),
                new byte[0]);
    }

    // ---- manifests

    Answer put(Asked asked, Resource.Manifest at) throws IOException, InterruptedException {
        int limit = ManifestJson.SIZE_LIMIT;
        var content = asked.request().body().readNBytes(limit + 1);
        if (content.length > limit) {
            return RegistryFault.answer(
                    413, "SIZE_INVALID", "a manifest may have " + limit + " bytes");
        }
        var header = asked.header("Content-Type").orElse(MediaType.OCI_MANIFEST);
        var type = header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        var arrived = arrivals.put(at.path(), at.which(), type, content);
        tell(at, arrived);
        var digest = arrived.manifest().digest().toString();
        Answer answer =
                new Answer.Whole(
                        201,
                        Map.of(
                                "Location",
                                "/v2/" + at.path() + "/manifests/" + digest,
                                "Docker-Content-Digest",
                                digest),
                        new byte[0]);
        var subject = arrived.subject();
        return subject == null ? answer : answer.with("OCI-Subject", subject.toString());
    }

    private void tell(Resource.Manifest at, Arrivals.Arrived arrived) {
        var image = arrived.image();
        if (image != null && at.which() instanceof Which.Tag(var tag)) {
            hosting.arrived(image, new ImageReference(own, at.path().value(), tag, null));
        }
        if (arrived.why() != null) {
            LOG.info(
                    "pushed content is kept but is no image, repository={} reference={} why=\"{}\"",
                    at.path(),
                    at.which(),
                    arrived.why());
        }
    }

    // ---- deleting

    Answer delete(Asked asked, Resource.Manifest at) {
        var names = hosting.repositories().delete(asked.place(at.path()), at.which(), own);
        hosting.removed(names);
        return new Answer.Whole(202, Map.of(), new byte[0]);
    }

    Answer delete(Asked asked, Resource.Blob at) {
        hosting.repositories().deleteBlob(asked.place(at.path()), at.digest());
        return new Answer.Whole(202, Map.of(), new byte[0]);
    }
}
