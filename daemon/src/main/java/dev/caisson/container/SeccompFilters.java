package dev.caisson.container;

import dev.caisson.container.plan.SecurityOptions.SeccompChoice;
import dev.caisson.spec.ProcessSpec.SeccompFilter;
import java.util.Optional;

/// Port: compiled seccomp filters.
@FunctionalInterface
public interface SeccompFilters {
    /// @param capabilities mask of those the process gets; some profiles depend on it
    /// @return empty for unconfined
    Optional<SeccompFilter> filter(SeccompChoice choice, long capabilities);
}
