package dev.caisson.launch.seccomp;

import java.util.List;

/// What happens to one call of one interface.
sealed interface Decision {
    /// The same whatever the arguments are.
    record Always(Action action) implements Decision {}

    /// The first case whose conditions all hold, or `otherwise`.
    record ByArguments(List<Case> cases, Action otherwise) implements Decision {
        public ByArguments {
            cases = List.copyOf(cases);
        }
    }

    record Case(List<Condition> conditions, Action action) {
        public Case {
            conditions = List.copyOf(conditions);
        }
    }
}
