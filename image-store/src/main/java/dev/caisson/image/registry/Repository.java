package dev.caisson.image.registry;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.MediaType;
import dev.caisson.image.Sha256;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.image.json.RegistryJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One repository as one user, to pull from: its mirrors in their order, then the registry. For
/// any number of threads.
public final class Repository {
    private static final String ACCEPTED =
            String.join(
                    ", ",
                    MediaType.OCI_INDEX,
                    MediaType.OCI_MANIFEST,
                    MediaType.DOCKER_INDEX,
                    MediaType.DOCKER_MANIFEST);
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]+/([0-9]+|\\*)");

    private static final Pattern NEXT = Pattern.compile("<([^>]{1,4096})>;\\s*rel=\"?next");
    private static final int TAG_LIMIT = 100_000;

    private final ImageReference name;
    private final List<Session> sources;

    Repository(ImageReference name, List<Session> sources) {
        this.name = name;
        this.sources = List.copyOf(sources);
    }

    public ImageReference name() {
        return name;
    }

    /// Asks one source.
    @FunctionalInterface
    private interface Question<T> {
        T ask(Session source) throws InterruptedException;
    }

    // A mirror that fails in any way is as good as one that is not there.
    private <T> T first(Question<T> question) throws InterruptedException {
        var failures = new ArrayList<Fault>();
        for (var source : sources) {
            try {
                return question.ask(source);
            } catch (Fault failed) {
                if (!source.endpoint().isMirror()) {
                    failures.forEach(failed::addSuppressed);
                    throw failed;
                }
                failures.add(failed);
            }
        }
        throw new AssertionError("the registry itself is always the last source");
    }

    /// Reads a manifest or an index.
    ///
    /// @param which a tag or a digest
    /// @throws NotFound `MANIFEST_UNKNOWN`, `REPOSITORY_UNKNOWN`, `PULL_DENIED`
    /// @throws InvalidInput `REGISTRY_MISBEHAVES`, `BLOB_DIGEST_MISMATCH`
    public RemoteManifest manifest(String which) throws InterruptedException {
        return first(source -> manifest(source, which));
    }

    private RemoteManifest manifest(Session source, String which) throws InterruptedException {
        var ask = ask(source, "GET", "/manifests/" + which).with("Accept", ACCEPTED);
        for (int failures = 1; ; failures++) {
            try (var reply = source.send(ask)) {
                if (!reply.isSuccess()) throw refusedManifest(ask, which, reply);
                return read(source, which, reply);
            } catch (IOException broken) {
                if (failures >= source.rules().attempts()) throw source.unreachable(ask, broken);
                source.pauseAfter(failures);
            } catch (Denied denied) {
                if (denied.code() != FaultCode.REGISTRY_DENIED) throw denied;
                throw new NotFound(
                        denied, FaultCode.PULL_DENIED, name.familiarName(), denied.text());
            }
        }
    }

    private RemoteManifest read(Session source, String which, Reply reply) throws IOException {
        var host = source.endpoint().host().name();
        int limit = ManifestJson.SIZE_LIMIT;
        if (reply.length() > limit) throw tooLarge(host, which, reply.length());
        var content = reply.body().readNBytes(limit + 1);
        if (content.length > limit) throw tooLarge(host, which, content.length);
        if (reply.length() >= 0 && content.length != reply.length()) {
            throw new IOException("manifest ends after " + content.length + " bytes");
        }
        var said = reply.header("Docker-Content-Digest").orElse("");
        var digest = Sha256.of(content);
        for (var expected : List.of(said, which)) {
            var known = known(expected);
            if (known.isEmpty()) continue;
            digest = known.get().algorithm().of(content);
            if (!known.get().equals(digest)) {
                throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, expected, digest);
            }
        }
        return new RemoteManifest(mediaType(host, reply), digest, content);
    }

    // A tag is none, and a registry may say a digest of an algorithm that nobody asked for.
    private static Optional<Digest> known(String text) {
        try {
            return text.indexOf(':') < 0 ? Optional.empty() : Optional.of(Digest.parse(text));
        } catch (InvalidInput other) {
            return Optional.empty();
        }
    }

    private static String mediaType(String host, Reply reply) {
        var header = reply.header("Content-Type").orElse("");
        int end = header.indexOf(';');
        var type = (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        if (MediaType.isManifest(type) || MediaType.isIndex(type)) return type;
        throw new InvalidInput(
                FaultCode.REGISTRY_MISBEHAVES,
                host,
                type.contains("manifest.v1")
                        ? "it only has the image in the old schema 1, which is not supported"
                        : "its manifest is of type \"" + type + "\"");
    }

    private static InvalidInput tooLarge(String host, String which, long size) {
        return new InvalidInput(
                FaultCode.IMAGE_LIMIT_EXCEEDED,
                "manifest " + which + " of " + host,
                ManifestJson.SIZE_LIMIT + " bytes",
                size);
    }

    private Fault refusedManifest(Ask ask, String which, Reply reply) throws IOException {
        var errors = reply.errors();
        var code = errors.isEmpty() ? "" : errors.getFirst().code();
        var text = errors.isEmpty() ? "" : errors.getFirst().text();
        var shown =
                which.contains(":")
                        ? name.familiarName() + "@" + which
                        : name.familiarName() + ":" + which;
        if (reply.status() == 404 && code.equals("NAME_UNKNOWN")) {
            return new NotFound(FaultCode.REPOSITORY_UNKNOWN, name.familiarName(), text);
        }
        if (reply.status() == 404) {
            var why = text.isEmpty() ? "manifest unknown" : text;
            return new NotFound(FaultCode.MANIFEST_UNKNOWN, shown, why);
        }
        if (reply.status() == 403 || code.equals("DENIED")) {
            var why = text.isEmpty() ? "denied" : text;
            return new NotFound(FaultCode.PULL_DENIED, name.familiarName(), why);
        }
        return refused(ask, reply.status(), text);
    }

    static Fault refused(Ask ask, int status, String text) {
        return new InvalidInput(
                FaultCode.REGISTRY_REFUSED,
                ask.shown(),
                text.isEmpty() ? "unexpected status " + status : text);
    }

    /// Every tag, in the registry's order.
    public List<String> tags() throws InterruptedException {
        return first(this::tags);
    }

    private List<String> tags(Session source) throws InterruptedException {
        var all = new ArrayList<String>();
        var ask = ask(source, "GET", "/tags/list?n=1000");
        while (true) {
            try (var reply = source.send(ask)) {
                if (!reply.isSuccess()) throw refusedManifest(ask, "", reply);
                all.addAll(RegistryJson.tags(reply.body().readNBytes(RegistryJson.TAGS_LIMIT + 1)));
                var next = NEXT.matcher(reply.header("Link").orElse(""));
                if (!next.find() || all.size() > TAG_LIMIT) return all;
                var page = reply.from().resolve(next.group(1));
                if (!source.endpoint().isOrigin(page)) return all;
                ask = ask.to(page);
            } catch (IOException broken) {
                throw source.unreachable(ask, broken);
            }
        }
    }

    /// Opens a blob.
    ///
    /// @param from which byte on; a source that cannot do that sends the others as well, unseen
    /// @param failures before this, which is how long to wait
    /// @return a stream of at most the rest of the blob; the caller closes it and counts
    public InputStream blob(Descriptor blob, long from, int failures) throws InterruptedException {
        if (failures > 0) sources.getLast().pauseAfter(failures);
        return first(source -> blob(source, blob, from));
    }

    private InputStream blob(Session source, Descriptor blob, long from)
            throws InterruptedException {
        var ask = ask(source, "GET", "/blobs/" + blob.digest());
        if (from > 0) ask = ask.with("Range", "bytes=" + from + "-");
        var reply = source.send(ask);
        try {
            if (!reply.isSuccess()) throw refusedBlob(ask, blob, reply);
            long length = reply.length();
            boolean partial = reply.status() == 206;
            if (partial) checkRange(source, reply, from);
            long expected = partial ? blob.size() - from : blob.size();
            if (length >= 0 && length != expected) {
                throw new InvalidInput(
                        FaultCode.BLOB_SIZE_MISMATCH, blob.digest(), length, expected);
            }
            if (!partial && from > 0) reply.body().skipNBytes(from);
            return reply.body();
        } catch (IOException | Fault failed) {
            closeAfter(reply, failed);
            if (failed instanceof Fault fault) throw fault;
            throw source.unreachable(ask, (IOException) failed);
        }
    }

    private static void closeAfter(Reply reply, Exception failed) {
        try {
            reply.close();
        } catch (IOException alsoBroken) {
            failed.addSuppressed(alsoBroken);
        }
    }

    private static void checkRange(Session source, Reply reply, long from) {
        var range = RANGE.matcher(reply.header("Content-Range").orElse(""));
        if (range.matches() && Long.parseLong(range.group(1)) == from) return;
        throw new InvalidInput(
                FaultCode.REGISTRY_MISBEHAVES,
                source.endpoint().host().name(),
                "it answers a range with another one");
    }

    private Fault refusedBlob(Ask ask, Descriptor blob, Reply reply) throws IOException {
        var errors = reply.errors();
        var text = errors.isEmpty() ? "" : errors.getFirst().text();
        if (reply.status() == 404) {
            return new NotFound(
                    FaultCode.MANIFEST_UNKNOWN,
                    name.familiarName() + "@" + blob.digest(),
                    text.isEmpty() ? "blob unknown" : text);
        }
        return refused(ask, reply.status(), text);
    }

    private Ask ask(Session source, String method, String path) {
        var scope = "repository:" + name.path() + ":pull";
        return Ask.of(method, source.endpoint().at("/v2/" + name.path() + path), scope);
    }

    /// Reads a small blob whole and checks it.
    ///
    /// @throws InvalidInput `BLOB_DIGEST_MISMATCH`, `BLOB_SIZE_MISMATCH`, `IMAGE_LIMIT_EXCEEDED`
    public byte[] document(Descriptor blob, int limit) throws InterruptedException {
        if (blob.size() > limit) {
            throw new InvalidInput(
                    FaultCode.IMAGE_LIMIT_EXCEEDED,
                    "blob " + blob.digest(),
                    limit + " bytes",
                    blob.size());
        }
        for (int failures = 1; ; failures++) {
            try (var in = blob(blob, 0, 0)) {
                return checked(blob, in.readNBytes((int) blob.size() + 1));
            } catch (IOException broken) {
                if (failures == sources.getLast().rules().attempts()) {
                    throw new Unavailable(
                            broken,
                            FaultCode.REGISTRY_UNREACHABLE,
                            "blob " + blob.digest(),
                            Session.explained(broken));
                }
                sources.getLast().pauseAfter(failures);
            }
        }
    }

    private static byte[] checked(Descriptor blob, byte[] content) throws IOException {
        if (content.length < blob.size()) {
            throw new IOException("it ends after " + content.length + " bytes");
        }
        if (content.length > blob.size()) {
            throw new InvalidInput(
                    FaultCode.BLOB_SIZE_MISMATCH, blob.digest(), "more", blob.size());
        }
        var digest = blob.digest().algorithm().of(content);
        if (!digest.equals(blob.digest())) {
            throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, blob.digest(), digest);
        }
        return content;
    }
}
