package dev.caisson.build;

import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Port: what only the client of a build has, asked for while it builds.
public interface BuildClient {
    /// The files of one of its directories as a tar. Names and links in it are a stranger's.
    InputStream files(Selection selection) throws IOException, InterruptedException;

    /// By what name the client's directories are known in its next build; empty for none.
    String sharedKey();

    /// Tells of the files of one of its directories, and sends what is wanted of them.
    void copy(Selection selection, FileReceiver receiver) throws IOException, InterruptedException;

    /// @param directory the name the client gave it
    /// @param includes patterns; empty for everything
    /// @param excludes patterns as in a `.dockerignore`
    /// @param follow paths, also with wildcards, that are wanted with what their links lead to;
    ///     empty for everything
    record Selection(
            String directory, List<String> includes, List<String> excludes, List<String> follow) {
        public Selection {
            includes = List.copyOf(includes);
            excludes = List.copyOf(excludes);
            follow = List.copyOf(follow);
        }
    }

    /// A secret of this name.
    Optional<byte[]> secret(String id) throws IOException, InterruptedException;

    /// Whether there is an agent with keys of this name.
    boolean hasAgent(String id) throws IOException, InterruptedException;

    /// Connects a program with an agent, until one of them has ended.
    void agent(String id, ByteChannel program) throws IOException, InterruptedException;

    /// Where the client takes a file that is a result; it is there when this is closed.
    ///
    /// @param output number of the output in the request, from 0
    OutputStream result(int output) throws IOException, InterruptedException;

    /// Copies files that are a result to a directory of the client's.
    ///
    /// @param output number of the output in the request, from 0
    /// @param tar of the files, not compressed
    void results(int output, Path tar) throws IOException, InterruptedException;

    /// Blobs of the client's that can be read.
    ///
    /// @param store its name there
    /// @param top of what its name stands for
    RemoteContent content(String store, Digest top);

    /// Where the client keeps blobs that are written for it.
    ///
    /// @param store its name there
    RemoteTarget target(String store);
}
