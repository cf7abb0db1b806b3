package dev.caisson.build;

import java.io.InputStream;

/// Where the files of a build come from.
public sealed interface ContextSource {
    /// A tar, plain or compressed with gzip, bzip2, xz or zstd; read to its end, not closed.
    record Archive(InputStream stream) implements ContextSource {}

    /// A Git repository, or the address of an archive or a Dockerfile.
    record Remote(String address) implements ContextSource {}
}
