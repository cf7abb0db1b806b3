package dev.caisson.build;

import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to build, and how.
///
/// @param names of the image
/// @param outputs what to do with the result; empty for an image of the store
public record BuildRequest(
        Recipe recipe,
        Conditions conditions,
        Surroundings surroundings,
        List<ImageReference> names,
        List<Output> outputs) {
    public BuildRequest {
        names = List.copyOf(names);
        outputs = List.copyOf(outputs);
    }

    /// @param dockerfile its path in the context
    /// @param target name or number of a stage; empty for the last
    /// @param arguments build arguments; a null value takes nothing from the client's environment
    /// @param labels added to the image
    /// @param platform null for the host's
    /// @param contexts what stands for names of images in the Dockerfile: `docker-image://NAME`, an
    ///     address or `local:NAME` for a directory of the client's
    public record Recipe(
            String dockerfile,
            String target,
            Map<String, @Nullable String> arguments,
            Map<String, String> labels,
            @Nullable Platform platform,
            Map<String, String> contexts) {
        public Recipe {
            arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
            contexts = Map.copyOf(contexts);
        }
    }

    /// @param noCache do every step again
    /// @param pull ask the registry for images that are here
    /// @param removeFailed also the container of a failed step
    /// @param explain say why a step is not in the cache
    public record Conditions(
            boolean noCache, boolean pull, boolean removeFailed, boolean explain) {}

    /// Where commands run.
    ///
    /// @param network Docker's word; empty for the default
    /// @param extraHosts `name:address`
    /// @param client has what `--mount=type=secret` and `type=ssh` ask for
    public record Surroundings(
            String network, List<String> extraHosts, Resources resources, BuildClient client) {
        public Surroundings {
            extraHosts = List.copyOf(extraHosts);
        }
    }

    /// What one command may use; 0 and empty for no limit.
    ///
    /// @param ulimits `name=soft:hard`
    public record Resources(
            long memory,
            long memorySwap,
            long cpuShares,
            long cpuPeriod,
            long cpuQuota,
            String cpus,
            String memoryNodes,
            long sharedMemory,
            String cgroupParent,
            List<Ulimit> ulimits) {
        public Resources {
            ulimits = List.copyOf(ulimits);
        }

        public static Resources none() {
            return new Resources(0, 0, 0, 0, 0, "", "", 0, "", List.of());
        }
    }

    /// @param soft -1 for no limit, likewise `hard`
    public record Ulimit(String name, long soft, long hard) {}

    /// Whether the result becomes an image of the store.
    public boolean makesImage() {
        return outputs.isEmpty() || outputs.stream().anyMatch(Output::needsImage);
    }

    /// Where the result goes besides the image store.
    ///
    /// @param type `image`, `local`, `tar`, `oci`, `docker` or `registry`
    public record Output(String type, Map<String, String> options) {
        public Output {
            options = Map.copyOf(options);
        }

        boolean needsImage() {
            return !type.equals("local") && !type.equals("tar");
        }
    }
}
