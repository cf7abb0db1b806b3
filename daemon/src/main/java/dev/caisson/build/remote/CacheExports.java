package dev.caisson.build.remote;

import dev.caisson.build.BaseImages;
import dev.caisson.build.BuildClient;
import dev.caisson.build.BuildEvent;
import dev.caisson.build.CacheOption;
import dev.caisson.build.RemoteTarget;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Assembly;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Sha256;
import dev.caisson.image.StoredLayer;
import dev.caisson.image.blob.BlobPart;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.storage.WorkDirectories;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Writes what the steps of a build made to where others find it.
public final class CacheExports {
    private final List<CacheWish> wishes;

    private CacheExports(List<CacheWish> wishes) {
        this.wishes = List.copyOf(wishes);
    }

    /// @throws Fault when one of them is not known, or cannot be done
    public static CacheExports of(List<CacheOption> to) {
        return new CacheExports(to.stream().map(CacheWish::of).toList());
    }

    /// Where they go, and what they are written of.
    ///
    /// @param spaces for what is compressed
    public record Places(
            BaseImages images, BuildClient client, Assembly assembly, WorkDirectories spaces) {}

    /// What the configuration of an image has besides: the cache of its own layers.
    ///
    /// @param result the stages the image stands on
    /// @param layers of the image
    public Map<String, String> inline(
            Ledger ledger, IntPredicate result, List<StoredLayer> layers) {
        boolean wanted =
                wishes.stream()
                        .anyMatch(wish -> wish.option().type().equals(CacheWish.TYPE_INLINE));
        if (!wanted) return Map.of();
        var known = new LinkedHashMap<Digest, CacheConfig.Known>();
        for (var entry : ledger.of(result)) {
            var layer = entry.layer();
            var index = layer == null ? null : (Integer) layers.indexOf(layer);
            if (index != null && index < 0) continue;
            known.putIfAbsent(
                    entry.key(), new CacheConfig.Known(entry.key(), index, entry.created()));
        }
        var config = new CacheConfig(List.of(), List.copyOf(known.values()), 0);
        var bytes = CacheConfigJson.writeInline(config);
        return Map.of(CacheConfig.INLINE, Base64.getEncoder().encodeToString(bytes));
    }

    /// Writes all but those that are in the image.
    ///
    /// @param result the stages the result stands on
    /// @throws Fault when one of them cannot be written, and that matters
    public void write(
            Ledger ledger, IntPredicate result, Places places, BuildEvent.Listener listener)
            throws InterruptedException {
        for (var wish : wishes) {
            if (wish.option().type().equals(CacheWish.TYPE_INLINE)) continue;
            var title = title(wish.option());
            listener.on(new BuildEvent.Caching(title, false, ""));
            try {
                write(wish, ledger.of(wish.everything() ? _ -> true : result), places);
                listener.on(new BuildEvent.Caching(title, true, ""));
            } catch (Fault | IOException failed) {
                var why = failed instanceof Fault fault ? fault.text() : failed.toString();
                listener.on(new BuildEvent.Caching(title, true, why));
                if (wish.ignoreError()) continue;
                throw new Unavailable(
                        failed, FaultCode.BUILD_CACHE_UNWRITTEN, place(wish.option()), why);
            }
        }
    }

    private static String title(CacheOption option) {
        return option.type().equals("local")
                ? "exporting cache to client directory"
                : "exporting cache to registry";
    }

    private static String place(CacheOption option) {
        return option.option(option.type().equals("local") ? "dest" : "ref");
    }

    private static void write(CacheWish wish, List<Ledger.Entry> entries, Places places)
            throws IOException, InterruptedException {
        // As BuildKit: without layers there is nothing to be had from it.
        if (entries.stream().allMatch(entry -> entry.layer() == null)) return;
        try (var target = target(wish.option(), places)) {
            new Writing(wish, places, target).write(entries);
        }
    }

    private static RemoteTarget target(CacheOption option, Places places)
            throws IOException, InterruptedException {
        if (option.type().equals("registry")) {
            return places.images().target(ImageReference.parse(option.option("ref")));
        }
        var result = option.option(CacheOption.RESULT);
        if (result.isEmpty()) return places.client().target("local:" + option.option("dest"));
        var tag = option.option("tag");
        return new LayoutTarget(
                places.client().result(Integer.parseInt(result)), tag.isEmpty() ? "latest" : tag);
    }

    /// One cache on its way.
    private static final class Writing {
        private final CacheWish wish;
        private final Places places;
        private final RemoteTarget target;
        private final List<CacheConfig.Layer> layers = new ArrayList<>();
        private final Map<Digest, Integer> numbers = new HashMap<>();

        Writing(CacheWish wish, Places places, RemoteTarget target) {
            this.wish = wish;
            this.places = places;
            this.target = target;
        }

        void write(List<Ledger.Entry> entries) throws IOException, InterruptedException {
            var known = new LinkedHashMap<Digest, CacheConfig.Known>();
            for (var entry : entries) {
                if (known.containsKey(entry.key())) continue;
                var layer = entry.layer();
                var number = layer == null ? null : (Integer) number(layer, entry);
                known.put(entry.key(), new CacheConfig.Known(entry.key(), number, entry.created()));
            }
            var json =
                    CacheConfigJson.write(new CacheConfig(layers, List.copyOf(known.values()), 0));
            var config = descriptor(CacheConfig.MEDIA_TYPE, json);
            target.blob(config, (from, length) -> part(json, from, length));
            var type = wish.image() ? MediaType.OCI_MANIFEST : MediaType.OCI_INDEX;
            var manifest = manifest(type, config);
            target.manifest(descriptor(type, manifest), manifest);
        }

        private byte[] manifest(String type, Descriptor config) {
            var blobs = new ArrayList<Descriptor>();
            for (var layer : layers) {
                blobs.add(
                        new Descriptor(layer.mediaType(), layer.blob(), layer.size())
                                .withAnnotations(
                                        Map.of(
                                                "containerd.io/uncompressed",
                                                layer.diffId().toString())));
            }
            if (wish.image()) {
                return ManifestJson.write(new Manifest(type, config, blobs, Map.of()));
            }
            blobs.add(config);
            return ManifestJson.write(new ImageIndex(type, blobs, Map.of()));
        }

        private int number(StoredLayer layer, Ledger.Entry entry)
                throws IOException, InterruptedException {
            var known = numbers.get(layer.diffId());
            if (known != null) return known;
            var blob = sent(layer);
            layers.add(
                    new CacheConfig.Layer(
                            blob.digest(),
                            blob.mediaType(),
                            blob.size(),
                            layer.diffId(),
                            entry.created()));
            numbers.put(layer.diffId(), layers.size() - 1);
            return layers.size() - 1;
        }

        private Descriptor sent(StoredLayer layer) throws IOException, InterruptedException {
            var blob = layer.blob().bare();
            var assembly = places.assembly();
            if (!wish.packing().changes(blob)) {
                target.blob(blob, (from, length) -> assembly.open(layer, from, length));
                return blob;
            }
            try (var space = places.spaces().make()) {
                var file = space.upper().resolve("layer");
                var packed = wish.packing().pack(assembly.open(layer, 0, blob.size()), file);
                target.blob(
                        packed,
                        (from, length) -> {
                            var in = Files.newInputStream(file);
                            in.skipNBytes(from);
                            return new BlobPart(in, length);
                        });
                return packed;
            }
        }

        private static Descriptor descriptor(String type, byte[] content) {
            return new Descriptor(type, Sha256.of(content), content.length);
        }

        private static InputStream part(byte[] bytes, long from, long length) {
            return new ByteArrayInputStream(bytes, (int) from, (int) length);
        }
    }
}
