package dev.caisson.image;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What an image runs on. Source: image-spec image-index.md, `platform`.
///
/// @param variant of the architecture, as `v8`; empty when none
/// @param osVersion empty when none (only Windows images have one)
public record Platform(
        String os, String architecture, String variant, String osVersion, List<String> osFeatures) {
    private static final Pattern PART = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Set<String> SYSTEMS =
            Set.of("linux", "windows", "darwin", "macos", "freebsd", "netbsd", "openbsd");
    private static final Set<String> ARCHITECTURES =
            Set.of(
                    "386",
                    "amd64",
                    "arm",
                    "arm64",
                    "loong64",
                    "mips64",
                    "mips64le",
                    "ppc64le",
                    "riscv64",
                    "s390x");

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

    /// Reads `os`, `os/architecture`, `os/architecture/variant` or an architecture, with the names
    /// containerd knows. Source: containerd platforms (database.go, behaviour).
    ///
    /// @throws InvalidInput `PLATFORM_UNKNOWN`
    public static Platform parse(String text) {
        var parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        for (var part : parts) {
            if (!PART.matcher(part).matches() || parts.length > 3) {
                if (parts[0].equals(part)) {
                    throw new InvalidInput(FaultCode.PLATFORM_SYSTEM_INVALID, part, text);
                }
                throw new InvalidInput(FaultCode.PLATFORM_UNKNOWN, text, "invalid platform");
            }
        }
        var host = host();
        if (parts.length > 1) return normal(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
        if (SYSTEMS.contains(parts[0])) {
            return new Platform(parts[0], host.architecture, host.variant);
        }
        var alone = normal("linux", parts[0], "");
        if (!ARCHITECTURES.contains(alone.architecture)) {
            throw new InvalidInput(FaultCode.PLATFORM_UNKNOWN, text, parts[0]);
        }
        return alone;
    }

    private static Platform normal(String os, String architecture, String variant) {
        return switch (architecture) {
            case "amd64", "x86_64", "x86-64" ->
                    new Platform(os, "amd64", variant.equals("v1") ? "" : variant);
            case "arm64", "aarch64" ->
                    new Platform(
                            os, "arm64", variant.isEmpty() || variant.equals("8") ? "v8" : variant);
            case "arm", "armhf" -> new Platform(os, "arm", variant.isEmpty() ? "v7" : variant);
            case "armel" -> new Platform(os, "arm", "v6");
            case "i386" -> new Platform(os, "386", "");
            default -> new Platform(os, architecture, variant);
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
