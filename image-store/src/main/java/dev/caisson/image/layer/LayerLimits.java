package dev.caisson.image.layer;

/// How much one layer may ask of the host.
///
/// @param entries of the tar
/// @param bytes uncompressed, and the sizes of sparse files with their holes
/// @param ratio of uncompressed to compressed bytes; looked at only past `ratioFrom`
/// @param ratioFrom uncompressed bytes
/// @param depth of directories
public record LayerLimits(long entries, long bytes, int ratio, long ratioFrom, int depth) {
    /// Beyond what any image in use needs. Deflate cannot pass a ratio of 1032, so only a bomb in
    /// zstd meets that limit; one in gzip meets the others.
    public static LayerLimits defaults() {
        return new LayerLimits(4_000_000, 256L << 30, 1100, 256L << 20, 1024);
    }
}
