package dev.caisson.build.context;

import dev.caisson.image.Digest;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeDigest;
import dev.caisson.storage.TreeView;
import dev.caisson.storage.WorkDirectories.Workspace;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The files of a build, in a directory of their own.
///
/// @param place given up when this is closed
/// @param tree rooted at the context, which may be a part of what was unpacked
/// @param rest fetches what was left out because nothing seemed to need it
/// @param contents digests parts of the tree
/// @param named what came with it under names of their own, closed with it
public record BuildContext(
        Place place,
        ContainerTree tree,
        Rest rest,
        Contents contents,
        Map<String, BuildContext> named)
        implements AutoCloseable {
    public BuildContext {
        named = Map.copyOf(named);
    }

    /// A context that came alone.
    BuildContext(Place place, ContainerTree tree, Rest rest, Contents contents) {
        this(place, tree, rest, contents, Map.of());
    }

    /// A context that is all there.
    BuildContext(Workspace space, ContainerTree tree) {
        this(space, tree, () -> {});
    }

    BuildContext(Workspace space, ContainerTree tree, Rest rest) {
        this(space::close, tree, rest, (path, excluded) -> digest(tree, path, excluded));
    }

    /// The same with another way to what is not there.
    BuildContext with(Rest missing) {
        return new BuildContext(place, tree, missing, contents, named);
    }

    /// The same with others beside it.
    BuildContext with(Map<String, BuildContext> others) {
        return new BuildContext(place, tree, rest, contents, others);
    }

    private static Digest digest(ContainerTree tree, String path, Predicate<String> excluded) {
        return new TreeDigest(tree, excluded).of(path);
    }

    /// Where the files are.
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        /// Idempotent.
        @Override
        void close();
    }

    /// What was not fetched.
    @FunctionalInterface
    public interface Rest {
        /// Idempotent.
        void fetch() throws IOException, InterruptedException;

        /// What there is in a directory, fetched or not.
        ///
        /// @param directory from the root, `a/b`; empty for the root itself
        /// @return empty when the tree tells it
        default Optional<List<String>> names(String directory)
                throws IOException, InterruptedException {
            return Optional.empty();
        }
    }

    /// Knows what is in the files.
    @FunctionalInterface
    public interface Contents {
        /// As [TreeDigest] has it.
        Digest of(String path, Predicate<String> excluded);
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
        try (var undo = new Undo()) {
            undo.add(place);
            undo.add(tree);
            named.values().forEach(undo::add);
        }
    }
}
