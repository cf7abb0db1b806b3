package dev.caisson.image;

import java.util.Set;

/// The media types of images, by the names they have in documents. Sources: image-spec
/// media-types.md, distribution docs/content/spec/manifest-v2-2.md.
public final class MediaType {
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

    public static final String DOCKER_INDEX =
            "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST =
            "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP =
            "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public static final String DOCKER_LAYER_ZSTD =
            "application/vnd.docker.image.rootfs.diff.tar.zstd";

    private static final Set<String> LAYERS =
            Set.of(
                    OCI_LAYER,
                    OCI_LAYER_GZIP,
                    OCI_LAYER_ZSTD,
                    DOCKER_LAYER,
                    DOCKER_LAYER_GZIP,
                    DOCKER_LAYER_ZSTD);

    private MediaType() {}

    public static boolean isIndex(String type) {
        return type.equals(OCI_INDEX) || type.equals(DOCKER_INDEX);
    }

    public static boolean isManifest(String type) {
        return type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
    }

    public static boolean isConfig(String type) {
        return type.equals(OCI_CONFIG) || type.equals(DOCKER_CONFIG);
    }

    /// True for layers that can be unpacked here; foreign and non-distributable ones cannot.
    public static boolean isLayer(String type) {
        return LAYERS.contains(type);
    }
}
