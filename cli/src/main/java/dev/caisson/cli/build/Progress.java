package dev.caisson.cli.build;

/// Shows how a build goes on.
interface Progress extends AutoCloseable {
    /// @param part what the daemon says of a step: the parts of [dev.caisson.wire.BuildNews]
    void news(Object part);

    /// Shows the end.
    @Override
    void close();
}
