package dev.caisson.cgroup;

import dev.caisson.spec.Resources;
import java.util.List;

/// What a host can apply of the resources asked for.
///
/// @param resources without what cannot be applied
/// @param warnings one of Docker's sentences for each part left out
public record Accepted(Resources resources, List<String> warnings) {
    public Accepted {
        warnings = List.copyOf(warnings);
    }
}
