package dev.caisson.build.context;

import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeView;
import dev.caisson.storage.WorkDirectories.Workspace;

/// The files of a build, unpacked in a directory of their own.
///
/// @param tree rooted at the context, which may be a part of what was unpacked
public record BuildContext(Workspace space, ContainerTree tree) implements AutoCloseable {
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
