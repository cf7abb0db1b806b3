package dev.caisson.launch.seccomp;

import java.util.List;

/// What to do with some calls.
///
/// @param calls names; those an interface does not have do not matter there
/// @param conditions all must hold; empty for always
record Rule(List<String> calls, Action action, List<Condition> conditions, Guard guard) {
    Rule {
        calls = List.copyOf(calls);
        conditions = List.copyOf(conditions);
    }
}
