package dev.caisson.build.context;

import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeView;
import dev.caisson.storage.WorkDirectories.Workspace;
import java.io.IOException;

/// The files of a build, unpacked in a directory of their own.
///
/// @param tree rooted at the context, which may be a part of what was unpacked
/// @param rest fetches what was left out because nothing seemed to need it
public record BuildContext(Workspace space, ContainerTree tree, Rest rest)
        implements AutoCloseable {
    /// A context that is all there.
    public BuildContext(Workspace space, ContainerTree tree) {
        this(space, tree, () -> {});
    }

    /// What was not fetched.
    @FunctionalInterface
    public interface Rest {
        /// Idempotent.
        void fetch() throws IOException, InterruptedException;
    }

    /// From here on everything is there.
    public void complete() throws IOException, InterruptedException {
        rest.fetch();
    }

    public TreeView view() {
        return new TreeView(tree);
    }

    @Override
    public void close() {
        try (space) {
            tree.close();
        }
    }
}
