package dev.caisson.build.solve;

import dev.caisson.image.Assembly;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeArchive;
import dev.caisson.storage.UpperSettling;
import dev.caisson.storage.WorkDirectories.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /// What was changed as a layer, which it becomes itself when it can: afterwards there is
    /// nothing here any more.
    StoredLayer layer(Work work) throws IOException {
        tree.close();
        try (var upper = space.tree("a layer")) {
            var size = new UpperSettling(upper, Set.of(), work.epoch()).settle();
            var made =
                    size.isPresent()
                            ? Optional.of(new Assembly.Tree(space.upper(), size.getAsLong()))
                            : Optional.<Assembly.Tree>empty();
            return work.write(
                    out -> new TreeArchive(upper).writeLayer(out, Set.of(), work.epoch()), made);
        }
    }

    @Override
    public void close() {
        try (space) {
            tree.close();
        }
    }
}
