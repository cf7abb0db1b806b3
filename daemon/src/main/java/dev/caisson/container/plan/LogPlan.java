package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.LogLayout;
import dev.caisson.stdio.driver.LogDriverSettings;
import dev.caisson.stdio.driver.LogDrivers;
import java.util.Map;

/// What the log driver of a container that exists means.
public final class LogPlan {
    private LogPlan() {}

    /// Options were checked when it was created; those an earlier engine let pass and this one does
    /// not understand leave it with the ring alone.
    ///
    /// @param standard the ring of a container that says nothing of it
    public static LogDriverSettings of(ContainerSpec spec, LogLayout standard) {
        var log = spec.lifecycle().log();
        try {
            return LogDrivers.parse(log.driver(), log.options(), standard);
        } catch (InvalidInput unknown) {
            return LogDrivers.parse("", Map.of(), standard);
        }
    }
}
