package dev.caisson.container;

import dev.caisson.storage.ProjectQuotas;
import java.nio.file.Path;
import java.util.List;

/// Deletes directories of containers and volumes, with the quotas that were theirs.
final class TreeDisposal {
    private final ProjectQuotas quotas;

    TreeDisposal(ProjectQuotas quotas) {
        this.quotas = quotas;
    }

    ProjectQuotas quotas() {
        return quotas;
    }

    /// Nothing happens when it does not exist.
    ///
    /// @throws dev.caisson.fault.Internal `TREE_NOT_DELETED`
    void delete(Path tree) {
        quotas.release(
                List.of(
                        tree,
                        ContainerPaths.upper(tree),
                        ContainerPaths.work(tree),
                        tree.resolve("_data")));
        Trees.delete(tree);
    }
}
