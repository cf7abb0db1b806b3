package dev.caisson.build.plan;

/// What a stage begins with, or what `--from` names.
public sealed interface Base {
    /// Nothing.
    record Scratch() implements Base {}

    /// What an earlier stage made.
    record OfStage(int index) implements Base {}

    /// What a named context has.
    ///
    /// @param where `local:NAME` or an address
    record OfContext(String where) implements Base {}

    /// @param name of an image, as written
    record OfImage(String name) implements Base {}
}
