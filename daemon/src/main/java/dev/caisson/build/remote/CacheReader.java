package dev.caisson.build.remote;

import dev.caisson.build.RemoteContent;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what a cache has, but none of its layers.
final class CacheReader {
    private final String source;
    private final RemoteContent content;
    private final ImageDocuments documents;

    /// @param source what it is called, for people
    CacheReader(String source, RemoteContent content) {
        this.source = source;
        this.content = content;
        documents = new ImageDocuments(content);
    }

    /// @param platform of whose image the cache is taken, where it is in images
    /// @return by keys
    /// @throws dev.caisson.fault.Fault when there is none, or it is damaged or another's
    Map<Digest, Offer> read(Platform platform) throws IOException, InterruptedException {
        var top = content.top();
        var parts = parts(top);
        var config =
                parts.stream()
                        .filter(part -> part.mediaType().equals(CacheConfig.MEDIA_TYPE))
                        .findFirst();
        if (config.isEmpty()) return inline(top, platform);
        var bytes = documents.read(config.get(), CacheConfigJson.SIZE_LIMIT);
        var read = CacheConfigJson.read(bytes);
        var blobs = new HashMap<Digest, Descriptor>();
        for (var part : parts) blobs.put(part.digest(), part);
        var layers = new ArrayList<Offer.Part>();
        for (var layer : read.layers()) {
            var blob = blobs.get(layer.blob());
            if (blob == null || !MediaType.isLayer(blob.mediaType())) {
                throw new InvalidInput(
                        FaultCode.BUILD_CACHE_INVALID, "its manifest has no layer " + layer.blob());
            }
            layers.add(new Offer.Part(content, blob.bare(), layer.diffId()));
        }
        return offers(read, layers);
    }

    /// What a manifest, or the index that stands for one, consists of.
    private static List<Descriptor> parts(RemoteContent.Document top) {
        var type = ImageDocuments.type(top);
        return MediaType.isIndex(type)
                ? ManifestJson.index(top.content(), type, "index of the cache").manifests()
                : ManifestJson.parts(top.content(), type, "manifest of the cache");
    }

    private Map<Digest, Offer> inline(RemoteContent.Document top, Platform platform)
            throws IOException, InterruptedException {
        var image = documents.image(top, platform);
        var text = ConfigJson.addition(image.config(), CacheConfig.INLINE, "configuration");
        if (text.isEmpty()) {
            throw new NotFound(
                    FaultCode.BUILD_CACHE_MISSING,
                    "the image has none: build it with --cache-to type=inline");
        }
        CacheConfig read;
        try {
            read = CacheConfigJson.readInline(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException broken) {
            throw new InvalidInput(broken, FaultCode.BUILD_CACHE_INVALID, "it is no base64");
        }
        var diffIds = ConfigJson.read(image.config(), "configuration").diffIds();
        var blobs = image.manifest().layers();
        if (diffIds.size() != blobs.size()) {
            throw new InvalidInput(
                    FaultCode.BUILD_CACHE_INVALID,
                    "manifest and configuration disagree on the number of layers");
        }
        var layers = new ArrayList<Offer.Part>();
        for (int i = 0; i < blobs.size(); i++) {
            layers.add(new Offer.Part(content, blobs.get(i).bare(), diffIds.get(i)));
        }
        return offers(read, layers);
    }

    private Map<Digest, Offer> offers(CacheConfig config, List<Offer.Part> layers) {
        if (config.records().isEmpty() && config.foreign() > 0) {
            throw new InvalidInput(
                    FaultCode.BUILD_CACHE_INVALID,
                    "another builder made it, which knows steps by other keys");
        }
        var offers = new LinkedHashMap<Digest, Offer>();
        for (var known : config.records()) {
            var index = known.layer();
            if (index != null && index >= layers.size()) {
                throw new InvalidInput(
                        FaultCode.BUILD_CACHE_INVALID, "it has no layer of number " + index);
            }
            var part = index == null ? null : layers.get(index);
            offers.putIfAbsent(known.key(), new Offer(source, part, known.created()));
        }
        return offers;
    }
}
