package dev.caisson.image;

import java.util.List;
import java.util.Locale;

/// What an image runs on. Source: image-spec image-index.md, `platform`.
///
/// @param variant of the architecture, as `v8`; empty when none
/// @param osVersion empty when none (only Windows images have one)
public record Platform(
        String os, String architecture, String variant, String osVersion, List<String> osFeatures) {
    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    public Platform(String os, String architecture, String variant) {
        this(os, architecture, variant, "", List.of());
    }

    /// The machine this program runs on.
    public static Platform host() {
        var machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (machine) {
            case "aarch64" -> new Platform("linux", "arm64", "v8");
            case "x86_64" -> new Platform("linux", "amd64", "");
            default -> new Platform("linux", machine, "");
        };
    }

    /// True when an image of this platform runs on the host: the variant of the host, an older one
    /// or none.
    public boolean runsOn(Platform host) {
        return os.equals(host.os)
                && architecture.equals(host.architecture)
                && (variant.isEmpty() || variant.compareTo(host.variant) <= 0);
    }

    /// `linux/arm64/v8`.
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
