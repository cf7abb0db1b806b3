package dev.caisson.build.solve;

import dev.caisson.build.BuildRequest;
import dev.caisson.build.RemoteContent;
import dev.caisson.build.remote.ImageDocuments;
import dev.caisson.build.remote.LayoutContent;
import dev.caisson.build.remote.Offer;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredLayer;
import dev.caisson.image.json.ConfigJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Images in OCI layouts of the client's, whose layers are fetched once, for this build: none of
/// them becomes an image here.
final class LayoutImages {
    private static final String STORE = "//";

    private final Work work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Fetched> fetched = new HashMap<>();

    LayoutImages(Work work) {
        this.work = work;
    }

    /// @param layers the lowest first
    record Fetched(ImageConfig config, List<StoredLayer> layers) {
        Fetched {
            layers = List.copyOf(layers);
        }
    }

    /// @param where `oci-layout:sent:NAME` for one that was sent, or
    ///     `oci-layout://STORE@DIGEST` for one the client has
    Fetched get(String where, Platform platform) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            var key = where + " " + platform;
            var known = fetched.get(key);
            if (known != null) return known;
            var image = fetch(content(where), platform);
            fetched.put(key, image);
            return image;
        } finally {
            lock.unlock();
        }
    }

    private Fetched fetch(RemoteContent content, Platform platform)
            throws IOException, InterruptedException {
        var found = new ImageDocuments(content).image(platform);
        var config = ConfigJson.read(found.config(), "configuration");
        var blobs = found.manifest().layers();
        if (config.diffIds().size() != blobs.size()) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    "manifest",
                    "it and the configuration disagree on the number of layers");
        }
        var layers = new ArrayList<StoredLayer>();
        for (int i = 0; i < blobs.size(); i++) {
            var part = new Offer.Part(content, blobs.get(i).bare(), config.diffIds().get(i));
            layers.add(part.fetch(work.assembly()));
        }
        return new Fetched(config, layers);
    }

    private RemoteContent content(String where) {
        var place = where.substring(BuildRequest.LAYOUT.length());
        if (place.startsWith(BuildRequest.SENT)) {
            var name = place.substring(BuildRequest.SENT.length());
            var sent = work.context().named().get(name);
            if (sent == null) throw invalid("the context " + name + " was not sent");
            // Only what is meant was sent.
            return new LayoutContent(sent.view(), "");
        }
        int at = place.lastIndexOf('@');
        if (!place.startsWith(STORE) || at < 0) {
            throw invalid(where + " is not oci-layout://STORE@DIGEST");
        }
        // A tag in front of the digest is for people.
        var store = place.substring(STORE.length(), at).replaceFirst(":[^/:]*$", "");
        var client = work.request().surroundings().client();
        return client.content("oci:" + store, Digest.parse(place.substring(at + 1)));
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.BUILD_CONTEXT_INVALID, why);
    }
}
