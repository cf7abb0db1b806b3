package dev.caisson.build.solve;

import dev.caisson.image.Assembly;
import dev.caisson.image.ImageStore.LayerContent;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.Grafts;
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
    ///
    /// @param grafts what comes from elsewhere
    /// @param before when the same was made before and nothing but grafts is in it, it is not made
    ///     again
    Work.Made layer(Work work, Grafts grafts, Work.Before before) throws IOException {
        tree.close();
        try (var upper = space.tree("a layer")) {
            // With nothing copied here are directories only: what made them young is the engine.
            var latest = grafts.isAll() ? work.time(before.at()) : work.epoch();
            var size = new UpperSettling(upper, Set.of(), latest).settle();
            LayerContent content =
                    out ->
                            new TreeArchive(upper)
                                    .writeLayer(out, Set.of(), latest, grafts, work.epoch());
            if (grafts.isAll()) {
                var same = work.same(content, before.layer());
                if (same.isPresent()) return Work.Made.of(same.get(), before.at());
            }
            var made =
                    size.isPresent()
                            ? Optional.of(
                                    new Assembly.Tree(
                                            space.upper(),
                                            size.getAsLong(),
                                            () -> grafts.bring(upper, work.epoch())))
                            : Optional.<Assembly.Tree>empty();
            return Work.Made.of(work.write(content, made), before.at());
        }
    }

    @Override
    public void close() {
        try (space) {
            tree.close();
        }
    }
}
