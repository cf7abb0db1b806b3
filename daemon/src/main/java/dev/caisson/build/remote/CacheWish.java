package dev.caisson.build.remote;

import dev.caisson.build.CacheOption;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import java.util.Set;

/// How a cache is to be written: the attributes of `--cache-to`. Source: BuildKit
/// cache/remotecache (names and defaults).
///
/// @param everything also what stages made that are not in the result
/// @param image as a manifest of an image; else as an index
/// @param ignoreError the build goes on without
record CacheWish(
        CacheOption option,
        boolean everything,
        boolean image,
        boolean ignoreError,
        LayerPacking packing) {
    private static final Set<String> COMMON =
            Set.of(
                    "mode",
                    "ignore-error",
                    "image-manifest",
                    "oci-mediatypes",
                    "compression",
                    "compression-level",
                    "force-compression");
    private static final Set<String> LOCAL = Set.of("dest", "tag", "reset", CacheOption.RESULT);
    private static final Set<String> REGISTRY = Set.of("ref", "registry.insecure");
    private static final Set<String> INLINE = Set.of("mode", "ignore-error");

    static final String TYPE_INLINE = "inline";

    /// @throws Unsupported for what is not known, or not done here
    static CacheWish of(CacheOption option) {
        for (var name : option.options().keySet()) check(option, name);
        var mode = option.options().getOrDefault("mode", "min");
        if (!mode.equals("min") && !mode.equals("max")) throw invalid(option, "mode=" + mode);
        boolean inline = option.type().equals(TYPE_INLINE);
        if (inline && mode.equals("max")) {
            throw refused(option, "mode=max", "an image has only the layers of the result");
        }
        if (!flag(option, "oci-mediatypes", true)) {
            throw refused(option, "oci-mediatypes=false", "caches are written as OCI has it");
        }
        if (option.type().equals("registry")) {
            if (option.option("ref").isEmpty()) throw invalid(option, "it needs ref=NAME");
            if (flag(option, "registry.insecure", false)) throw insecure();
        }
        return new CacheWish(
                option,
                mode.equals("max"),
                flag(option, "image-manifest", true),
                flag(option, "ignore-error", false),
                LayerPacking.of(option));
    }

    private static void check(CacheOption option, String name) {
        boolean known =
                switch (option.type()) {
                    case "local" -> COMMON.contains(name) || LOCAL.contains(name);
                    case "registry" -> COMMON.contains(name) || REGISTRY.contains(name);
                    case TYPE_INLINE -> INLINE.contains(name);
                    default ->
                            throw new Unsupported(
                                    FaultCode.NOT_SUPPORTED,
                                    "--cache-to type=" + option.type(),
                                    "local, registry and inline are known");
                };
        if (!known) throw invalid(option, "the attribute " + name + " is not known");
    }

    static boolean flag(CacheOption option, String name, boolean usual) {
        return switch (option.option(name)) {
            case "" -> usual;
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw invalid(option, name + "=" + option.option(name));
        };
    }

    static InvalidInput invalid(CacheOption option, String why) {
        return new InvalidInput(
                FaultCode.BUILD_PARAMETER_INVALID, "--cache-to type=" + option.type() + ": " + why);
    }

    static Unsupported refused(CacheOption option, String what, String why) {
        return new Unsupported(
                FaultCode.NOT_SUPPORTED, "--cache-to type=" + option.type() + "," + what, why);
    }

    static Unsupported insecure() {
        return new Unsupported(
                FaultCode.NOT_SUPPORTED,
                "registry.insecure=true",
                "name the registry among the daemon's insecure-registries");
    }
}
