package dev.caisson.image.registry;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.value.PieceInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// One repository as one user, to push to. For any number of threads.
public final class PushRepository {
    private static final long CHUNK = 64L << 20;
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

    private final ImageReference name;
    private final Session session;
    private final String scope;

    PushRepository(ImageReference name, Session session) {
        this.name = name;
        this.session = session;
        this.scope = "repository:" + name.path() + ":pull,push";
    }

    /// A blob to send.
    public interface Content {
        /// A fresh stream of `length` bytes from this byte on; closed by who asked for it.
        InputStream open(long from, long length);

        /// Hears how many bytes have been sent so far; after a failure fewer than before.
        void sent(long bytes);
    }

    /// The bytes of a blob, wherever they are.
    @FunctionalInterface
    public interface Bytes {
        /// A fresh stream of `length` bytes from this byte on; closed by who asked for it.
        InputStream open(long from, long length) throws IOException;
    }

    /// Sends a blob that the registry does not have yet, with nobody watching.
    ///
    /// @throws UncheckedIOException when its bytes cannot be read
    public void keep(Descriptor blob, Bytes bytes) throws InterruptedException {
        if (has(blob)) return;
        upload(
                blob,
                new Content() {
                    @Override
                    public InputStream open(long from, long length) {
                        try {
                            return bytes.open(from, length);
                        } catch (IOException gone) {
                            throw new UncheckedIOException("cannot read " + blob.digest(), gone);
                        }
                    }

                    @Override
                    public void sent(long count) {
                        // nobody watches
                    }
                });
    }

    /// Whether the registry has a blob in this repository.
    public boolean has(Descriptor blob) throws InterruptedException {
        var ask = ask("HEAD", "/blobs/" + blob.digest());
        try (var reply = session.send(ask)) {
            if (reply.status() == 404) return false;
            if (!reply.isSuccess()) throw refused(ask, reply);
            return true;
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        }
    }

    /// Takes a blob over from another repository of the same registry.
    ///
    /// @return whether it is there now
    public boolean mount(Descriptor blob, ImageReference from) throws InterruptedException {
        var path = "/blobs/uploads/?mount=" + blob.digest() + "&from=" + from.path();
        var ask = post(path).alsoFor("repository:" + from.path() + ":pull");
        URI upload;
        try (var reply = session.send(ask)) {
            if (reply.status() == 201) return true;
            if (reply.status() != 202) return false;
            upload = location(reply);
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        } catch (Denied notThatOne) {
            // The user may not read there; the blob is sent instead.
            return false;
        }
        cancel(upload);
        return false;
    }

    private void cancel(URI upload) throws InterruptedException {
        var ask = Ask.of("DELETE", upload, scope);
        try (var reply = session.send(ask)) {
            // What is left of it is the registry's to remove.
            var _ = reply.status();
        } catch (IOException | Fault ignored) {
            // As above.
        }
    }

    /// Sends a blob, in chunks that are sent again from where the registry lost them.
    public void upload(Descriptor blob, Content content) throws InterruptedException {
        var upload = begin();
        long sent = 0;
        int failures = 0;
        while (sent < blob.size()) {
            long length = Math.min(CHUNK, blob.size() - sent);
            var ask = chunk(upload, content, sent, length);
            try (var reply = session.send(ask)) {
                if (!reply.isSuccess()) throw refused(ask, reply);
                upload = location(reply);
                sent += length;
                failures = 0;
                content.sent(sent);
            } catch (IOException | dev.caisson.fault.Unavailable broken) {
                if (++failures >= session.rules().attempts()) {
                    if (broken instanceof IOException io) throw session.unreachable(ask, io);
                    throw (Fault) broken;
                }
                session.pauseAfter(failures);
                var there = progress(upload);
                if (there.isEmpty()) upload = begin();
                sent = Math.min(there.orElse(0L), blob.size());
                content.sent(sent);
            }
        }
        finish(upload, blob.digest());
    }

    private URI begin() throws InterruptedException {
        var ask = post("/blobs/uploads/");
        try (var reply = session.send(ask)) {
            if (reply.status() != 202) throw refused(ask, reply);
            return location(reply);
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        }
    }

    private Ask chunk(URI upload, Content content, long from, long length) {
        Supplier<InputStream> open = () -> new Counted(content, from, length);
        return Ask.of("PATCH", upload, scope)
                .with(open, length)
                .with("Content-Range", from + "-" + (from + length - 1));
    }

    /// @return how many bytes the registry has; empty when it has lost the upload
    private Optional<Long> progress(URI upload) throws InterruptedException {
        var ask = Ask.of("GET", upload, scope);
        try (var reply = session.send(ask)) {
            if (!reply.isSuccess()) return Optional.empty();
            var range = RANGE.matcher(reply.header("Range").orElse(""));
            if (!range.matches()) return Optional.empty();
            // `0-0` is what registries say of an empty upload too.
            long last = Long.parseLong(range.group(1));
            return Optional.of(last == 0 ? 0 : last + 1);
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        }
    }

    private void finish(URI upload, Digest digest) throws InterruptedException {
        var separator = upload.getRawQuery() == null ? "?" : "&";
        var target = URI.create(upload + separator + "digest=" + digest);
        var ask = Ask.of("PUT", target, scope);
        try (var reply = session.send(ask)) {
            if (!reply.isSuccess()) throw refused(ask, reply);
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        }
    }

    /// Makes a manifest known under a tag or its digest.
    ///
    /// @return the digest it has there
    public Digest manifest(String which, RemoteManifest manifest) throws InterruptedException {
        var ask = ask("PUT", "/manifests/" + which).with(manifest.mediaType(), manifest.content());
        try (var reply = session.send(ask)) {
            if (!reply.isSuccess()) throw refused(ask, reply);
            return manifest.digest();
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        }
    }

    private URI location(Reply reply) {
        var text = reply.header("Location").orElse("");
        try {
            var to = reply.from().resolve(text);
            boolean downgrade =
                    reply.from().getScheme().equals("https") && !"https".equals(to.getScheme());
            if (!text.isEmpty() && to.getHost() != null && !downgrade) return to;
        } catch (IllegalArgumentException broken) {
            throw new InvalidInput(
                    broken, FaultCode.REGISTRY_MISBEHAVES, host(), "it uploads to no address");
        }
        throw new InvalidInput(FaultCode.REGISTRY_MISBEHAVES, host(), "it uploads to no address");
    }

    private String host() {
        return session.endpoint().host().name();
    }

    private Ask ask(String method, String path) {
        var uri = session.endpoint().at("/v2/" + name.path() + path);
        return Ask.of(method, uri, scope);
    }

    private Ask post(String path) {
        return ask("POST", path);
    }

    private static Fault refused(Ask ask, Reply reply) throws IOException {
        var errors = reply.errors();
        var text = errors.isEmpty() ? "" : errors.getFirst().text();
        if (reply.status() != 403) return Repository.refused(ask, reply.status(), text);
        return new Denied(
                FaultCode.REGISTRY_DENIED,
                text.isEmpty() ? "denied: requested access to the resource is denied" : text);
    }

    /// Tells how much of a chunk has gone out.
    private static final class Counted extends PieceInput {
        private static final long STEP = 512 << 10;

        private final Content content;
        private final InputStream in;
        private long sent;
        private long told;

        Counted(Content content, long from, long length) {
            this.content = content;
            this.in = content.open(from, length);
            this.sent = from;
            this.told = from;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) sent += count;
            if (sent - told >= STEP) {
                told = sent;
                content.sent(sent);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
