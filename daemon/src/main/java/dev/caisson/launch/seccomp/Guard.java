package dev.caisson.launch.seccomp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a rule belongs to the profile at all: all of `includes` and none of `excludes`.
record Guard(Facts includes, Facts excludes) {
    static final Guard NONE = new Guard(Facts.NONE, Facts.NONE);

    /// @param architectures in Go's words: `amd64`, `arm64`; empty for any
    /// @param capabilities such as `CAP_SYS_ADMIN`
    record Facts(
            List<String> architectures, List<String> capabilities, @Nullable KernelVersion kernel) {
        static final Facts NONE = new Facts(List.of(), List.of(), null);

        Facts {
            architectures = List.copyOf(architectures);
            capabilities = List.copyOf(capabilities);
        }
    }

    boolean holds(Environment environment) {
        return includes.capabilities.stream().allMatch(environment::hasCapability)
                && (includes.architectures.isEmpty()
                        || includes.architectures.contains(environment.architecture()))
                && (includes.kernel == null || environment.kernel().isAtLeast(includes.kernel))
                && excludes.capabilities.stream().noneMatch(environment::hasCapability)
                && !excludes.architectures.contains(environment.architecture())
                && (excludes.kernel == null || !environment.kernel().isAtLeast(excludes.kernel));
    }
}
