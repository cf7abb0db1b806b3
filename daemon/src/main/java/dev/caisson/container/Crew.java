package dev.caisson.container;

/// Those who carry out what actors decide; the same for all.
record Crew(
        Services services,
        Starter starter,
        StartOrder order,
        Counters counters,
        Finisher finisher,
        Remover remover,
        ContainerEvents events,
        LaunchPlanner planner,
        ContainerFiles files) {}
