package dev.caisson.build;

import java.io.InputStream;

/// Where the files of a build come from.
public sealed interface ContextSource {
    /// A tar, plain or compressed with gzip, bzip2, xz or zstd; read to its end, not closed.
    record Archive(InputStream stream) implements ContextSource {}

    /// The same, or a Dockerfile that is all there is.
    record Upload(InputStream stream) implements ContextSource {}

    /// A Git repository, or the address of an archive or a Dockerfile.
    record Remote(String address) implements ContextSource {}

    /// A directory of the client's, of which only what the Dockerfile names is asked for.
    ///
    /// @param name that [BuildClient#files] knows
    record Directory(String name) implements ContextSource {}

    /// The Dockerfile from a directory of the client's, everything else from elsewhere.
    record Split(ContextSource files, String dockerfiles) implements ContextSource {}
}
