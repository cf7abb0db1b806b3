package dev.caisson.build.remote;

import dev.caisson.build.CacheOption;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.MediaType;
import dev.caisson.image.layer.LayerCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.zip.GZIPOutputStream;

/// How the layers of a cache are compressed.
///
/// @param wanted null to leave them as they are here, which is mostly not at all
/// @param force also those that are compressed otherwise
record LayerPacking(@org.jspecify.annotations.Nullable LayerCodec wanted, boolean force) {
    static LayerPacking of(CacheOption option) {
        if (!option.option("compression-level").isEmpty()) {
            throw CacheWish.refused(
                    option, "compression-level", "the usual level is taken: leave it out");
        }
        var wanted =
                switch (option.option("compression")) {
                    case "" -> null;
                    case "uncompressed" -> LayerCodec.PLAIN;
                    case "gzip" -> LayerCodec.GZIP;
                    case "zstd" -> LayerCodec.ZSTD;
                    default ->
                            throw CacheWish.refused(
                                    option,
                                    "compression=" + option.option("compression"),
                                    "gzip, zstd and uncompressed are known");
                };
        return new LayerPacking(wanted, CacheWish.flag(option, "force-compression", false));
    }

    /// Whether a layer is not as it is wanted.
    boolean changes(Descriptor blob) {
        if (wanted == null || type(wanted).equals(blob.mediaType())) return false;
        return force || isPlain(blob.mediaType());
    }

    private static boolean isPlain(String type) {
        return type.equals(MediaType.OCI_LAYER) || type.equals(MediaType.DOCKER_LAYER);
    }

    private static String type(LayerCodec codec) {
        return switch (codec) {
            case GZIP -> MediaType.OCI_LAYER_GZIP;
            case ZSTD -> MediaType.OCI_LAYER_ZSTD;
            default -> MediaType.OCI_LAYER;
        };
    }

    /// Writes a layer as it is wanted.
    ///
    /// @param in closed
    Descriptor pack(InputStream in, Path file) throws IOException {
        var codec = wanted == null ? LayerCodec.PLAIN : wanted;
        var digest = DigestAlgorithm.SHA256.start();
        try (var plain = LayerCodec.decompress(in);
                var out =
                        packed(
                                codec,
                                new DigestOutputStream(Files.newOutputStream(file), digest))) {
            plain.transferTo(out);
        }
        return new Descriptor(type(codec), Digest.of(digest.digest()), Files.size(file));
    }

    private static OutputStream packed(LayerCodec codec, OutputStream out) throws IOException {
        return switch (codec) {
            case GZIP -> new GZIPOutputStream(out, 1 << 16);
            case ZSTD -> LayerCodec.zstd(out);
            default -> out;
        };
    }
}
