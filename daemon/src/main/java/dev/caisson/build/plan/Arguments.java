package dev.caisson.build.plan;

import dev.caisson.build.BuildRequest.Recipe;
import dev.caisson.dockerfile.PredefinedArguments;
import dev.caisson.image.Platform;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The arguments of a build: what the client gave, what the platforms are, what stands before the
/// first FROM.
///
/// For several threads, once [#global] was called for the last time.
public final class Arguments {
    /// Given for the builder, not for the Dockerfile.
    private static final Set<String> RESERVED_PREFIXES = Set.of("BUILDKIT_", "CAISSON_");

    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> platforms = new LinkedHashMap<>();
    private final Map<String, String> globals = new HashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    public Arguments(Recipe recipe, Platform host) {
        recipe.arguments()
                .forEach(
                        (name, value) -> {
                            if (value != null) given.put(name, value);
                        });
        var target = recipe.platform() == null ? host : recipe.platform();
        platforms.put("TARGETPLATFORM", target.toString());
        platforms.put("TARGETOS", target.os());
        platforms.put("TARGETARCH", target.architecture());
        platforms.put("TARGETVARIANT", target.variant());
        platforms.put("BUILDPLATFORM", host.toString());
        platforms.put("BUILDOS", host.os());
        platforms.put("BUILDARCH", host.architecture());
        platforms.put("BUILDVARIANT", host.variant());
        platforms.put("TARGETSTAGE", recipe.target().isEmpty() ? "default" : recipe.target());
    }

    /// What the client gave for a name.
    public Optional<String> given(String name) {
        var value = given.get(name);
        if (value != null) used.add(name);
        return Optional.ofNullable(value);
    }

    /// Notes an ARG that stands before the first FROM.
    public void global(String name, String value) {
        globals.put(name, value);
    }

    /// The value of a name before the first FROM.
    public Optional<String> inGlobalScope(String name) {
        var global = globals.get(name);
        return Optional.ofNullable(global == null ? platforms.get(name) : global);
    }

    /// The value that an ARG without a default has in a stage.
    public Optional<String> inherited(String name) {
        return inGlobalScope(name);
    }

    /// The proxies the client gave, for the environment of commands: a program may ask for either
    /// case of a name.
    public Map<String, String> proxies() {
        var proxies = new LinkedHashMap<String, String>();
        given.forEach(
                (name, value) -> {
                    if (!PredefinedArguments.PROXIES.contains(name)) return;
                    proxies.put(name, value);
                    proxies.putIfAbsent(otherCase(name), value);
                });
        return proxies;
    }

    private static String otherCase(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        return name.equals(upper) ? name.toLowerCase(Locale.ROOT) : upper;
    }

    /// Names the client gave that no ARG took.
    public Set<String> unused() {
        var unused = new LinkedHashSet<>(given.keySet());
        unused.removeAll(used);
        unused.removeAll(PredefinedArguments.PROXIES);
        unused.remove("SOURCE_DATE_EPOCH");
        unused.removeIf(name -> RESERVED_PREFIXES.stream().anyMatch(name::startsWith));
        return unused;
    }
}
