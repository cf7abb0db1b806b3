package dev.caisson.build.solve;

import dev.caisson.image.StoredLayer;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.WorkDirectories.Workspace;
import java.util.List;

/// Layers as files, in a workspace of their own.
///
/// @param tree with what is changed in it in [Workspace#upper]
record Trees(Workspace space, ContainerTree tree) implements AutoCloseable {
    static Trees of(Work work, List<StoredLayer> layers) {
        var space = work.tools().spaces().make();
        try {
            var directories = work.assembly().directories(layers);
            var tree = work.tools().runner().mount(directories, space.upper(), space.work());
            return new Trees(space, tree);
        } catch (RuntimeException failed) {
            space.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        try (space) {
            tree.close();
        }
    }
}
