package dev.caisson.build;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the files of a build come from.
public sealed interface ContextSource {
    /// A tar, plain or compressed with gzip, bzip2, xz or zstd; read to its end, not closed.
    record Archive(InputStream stream) implements ContextSource {}

    /// The same, or a Dockerfile that is all there is.
    record Upload(InputStream stream) implements ContextSource {}

    /// A Git repository, or the address of an archive or a Dockerfile.
    ///
    /// @param keepGitDirectory leaves `.git` of a repository there
    record Remote(String address, boolean keepGitDirectory) implements ContextSource {
        public Remote(String address) {
            this(address, false);
        }
    }

    /// A directory of the client's, of which only what the Dockerfile names is asked for.
    ///
    /// @param name that [BuildClient#files] knows
    record Directory(String name) implements ContextSource {}

    /// A directory of which the client tells what is in it, and which is kept for its next build:
    /// only what has changed since is asked for ([BuildClient#copy]). What its rules exclude the
    /// client does not tell.
    ///
    /// @param dockerfile what it says, whether or not it is a file of the context
    record Told(String dockerfile, BuildClient client) implements ContextSource {}

    /// A context and, with it, others that have names: archives, one after the other.
    ///
    /// @param main null for the first of the archives
    /// @param names of the others, in their order
    record Parts(@Nullable ContextSource main, List<String> names, Archives archives)
            implements ContextSource {
        public Parts {
            names = List.copyOf(names);
        }
    }

    /// Archives that can be read once, in their order.
    @FunctionalInterface
    interface Archives {
        InputStream next() throws IOException;
    }

    /// The Dockerfile from a directory of the client's, everything else from elsewhere.
    record Split(ContextSource files, String dockerfiles) implements ContextSource {}
}
