package dev.caisson.container.view;

import java.util.List;

/// What has been counted since the daemon started.
///
/// @param actions one for each kind, by name
public record CountersView(List<Action> actions, long healthChecks, long healthChecksFailed) {
    public CountersView {
        actions = List.copyOf(actions);
    }

    /// How long one kind of action took.
    ///
    /// @param below how many took no longer than each of [#BOUNDS]
    /// @param seconds all together
    public record Action(String name, List<Long> below, long count, double seconds) {
        /// Seconds.
        public static final List<Double> BOUNDS =
                List.of(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1., 2.5, 5., 10.);

        public Action {
            below = List.copyOf(below);
        }
    }
}
