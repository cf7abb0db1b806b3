package dev.caisson.container.request;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One entry of Docker's `HostConfig.Mounts`.
///
/// @param type `bind`, `volume`, `tmpfs`, `image`, …
public record MountRequest(
        String type,
        String source,
        String target,
        boolean readOnly,
        String consistency,
        @Nullable BindOptions bind,
        @Nullable VolumeOptions volume,
        @Nullable TmpfsOptions tmpfs,
        @Nullable ImageOptions image) {

    /// @param idMap whose the files seem to be; empty for no change
    public record BindOptions(
            String propagation,
            boolean nonRecursive,
            boolean createMountpoint,
            boolean readOnlyNonRecursive,
            boolean readOnlyForceRecursive,
            String idMap) {
        public BindOptions {
            // JSON of an earlier engine has none
            idMap = Objects.requireNonNullElse(idMap, "");
        }
    }

    /// @param driver null for none given
    public record VolumeOptions(
            boolean noCopy, Map<String, String> labels, @Nullable Driver driver, String subpath) {
        public VolumeOptions {
            labels = Map.copyOf(labels);
        }
    }

    public record Driver(String name, Map<String, String> options) {
        public Driver {
            options = Map.copyOf(options);
        }
    }

    /// @param mode permission bits, 0 for 01777
    public record TmpfsOptions(long sizeBytes, int mode, List<List<String>> options) {
        public TmpfsOptions {
            options = options.stream().map(List::copyOf).toList();
        }
    }

    public record ImageOptions(String subpath) {}
}
