package dev.caisson.net.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network as somebody asks for it; everything as written.
///
/// @param driver empty for `bridge`
/// @param six null for the engine's default
public record NetworkDraft(
        String name,
        String driver,
        Network.Reach reach,
        @Nullable Boolean four,
        @Nullable Boolean six,
        Ipam ipam,
        Map<String, String> options,
        Map<String, String> labels) {
    public NetworkDraft {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    /// A yes-or-no option of the driver.
    public boolean option(String name, boolean otherwise) {
        var written = options.get(name);
        return written == null ? otherwise : Network.isTrue(written);
    }

    /// @param driver empty or `default`
    /// @param options null when none were given
    public record Ipam(
            String driver, @Nullable Map<String, String> options, List<PoolDraft> pools) {
        public Ipam {
            options = options == null ? null : Map.copyOf(options);
            pools = List.copyOf(pools);
        }
    }

    /// Empty texts for what was not said.
    public record PoolDraft(
            String subnet, String range, String gateway, Map<String, String> auxiliary) {
        public PoolDraft {
            auxiliary = Map.copyOf(auxiliary);
        }
    }
}
