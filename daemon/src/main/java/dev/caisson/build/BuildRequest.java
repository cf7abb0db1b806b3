package dev.caisson.build;

import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        List<Output> outputs,
        Caches caches) {
    public BuildRequest {
        names = List.copyOf(names);
        outputs = List.copyOf(outputs);
    }

    /// What begins a context that comes with the main one.
    public static final String SENT = "sent:";

    /// What begins a context that is an image in an OCI layout, which is the client's or was sent.
    public static final String LAYOUT = "oci-layout:";

    /// Caches that are kept elsewhere.
    ///
    /// @param from in the order they are asked
    public record Caches(List<CacheOption> from, List<CacheOption> to) {
        public Caches {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    /// Names of everything that comes with the main context, in its order.
    public List<String> sent() {
        var sent = new ArrayList<>(recipe.sentContexts());
        for (var cache : caches.from()) {
            var name = cache.option(CacheOption.SENT);
            if (!name.isEmpty()) sent.add(name);
        }
        return sent;
    }

    /// @param dockerfile its path in the context
    /// @param target name or number of a stage; empty for the last
    /// @param arguments build arguments; a null value takes nothing from the client's environment
    /// @param labels added to the image
    /// @param platform null for the host's
    /// @param contexts what stands for names of images in the Dockerfile: `docker-image://NAME`, an
    ///     address, `local:NAME` for a directory of the client's, or `sent:NAME` for one of
    ///     [ContextSource.Parts]
    public record Recipe(
            String dockerfile,
            String target,
            Map<String, @Nullable String> arguments,
            Map<String, String> labels,
            @Nullable Platform platform,
            Map<String, String> contexts) {
        // In full, since the class file of a compact one does not say which values may be null.
        public Recipe(
                String dockerfile,
                String target,
                Map<String, @Nullable String> arguments,
                Map<String, String> labels,
                @Nullable Platform platform,
                Map<String, String> contexts) {
            this.dockerfile = dockerfile;
            this.target = target;
            this.arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
            this.labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
            this.platform = platform;
            this.contexts = Collections.unmodifiableMap(new LinkedHashMap<>(contexts));
        }

        /// Names of the contexts that come with the main one, in their order.
        List<String> sentContexts() {
            return contexts.values().stream()
                    .map(
                            where ->
                                    where.startsWith(LAYOUT)
                                            ? where.substring(LAYOUT.length())
                                            : where)
                    .filter(where -> where.startsWith(SENT))
                    .map(where -> where.substring(SENT.length()))
                    .toList();
        }
    }

    /// @param noCache do every step again
    /// @param again do the steps of these stages again
    /// @param pull ask the registry for images that are here
    /// @param removeFailed also the container of a failed step
    /// @param explain say why a step is not in the cache
    public record Conditions(
            boolean noCache,
            List<String> again,
            boolean pull,
            boolean removeFailed,
            boolean explain) {
        public Conditions {
            again = List.copyOf(again);
        }

        /// Whether the steps of a stage are done again.
        ///
        /// @param stage its name
        public boolean isAgain(String stage) {
            return noCache || again.stream().anyMatch(stage::equalsIgnoreCase);
        }
    }

    /// Where commands run.
    ///
    /// @param network Docker's word; empty for the default
    /// @param extraHosts `name:address`
    /// @param allowed what commands may ask for: `network.host`, `security.insecure`
    /// @param client has what `--mount=type=secret` and `type=ssh` ask for
    public record Surroundings(
            String network,
            List<String> extraHosts,
            Resources resources,
            Set<String> allowed,
            BuildClient client) {
        public Surroundings {
            extraHosts = List.copyOf(extraHosts);
            allowed = Set.copyOf(allowed);
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
