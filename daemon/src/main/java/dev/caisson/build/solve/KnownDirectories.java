package dev.caisson.build.solve;

import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The directories on the way to what `COPY --link` brings that are there already: the new layer
/// has them as they are, so that laying it on top changes nothing of theirs.
///
/// @param entries the outermost first
record KnownDirectories(List<TreeView.Entry> entries) {
    KnownDirectories {
        entries = List.copyOf(entries);
    }

    /// @param path the destination, which may be one of them
    static KnownDirectories of(ContainerTree image, String path) {
        var view = new TreeView(image);
        var known = new ArrayList<TreeView.Entry>();
        for (int end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
            var part = end < 0 ? path : path.substring(0, end);
            // Links are not followed: the layer is made without what is below.
            var found =
                    view.find(part)
                            .filter(one -> one.kind() == TreeView.Kind.DIRECTORY)
                            .filter(one -> one.place().equals(part) && !part.equals("/"));
            if (found.isEmpty()) return new KnownDirectories(known);
            known.add(found.get());
            if (end < 0) return new KnownDirectories(known);
        }
    }

    /// Makes the same ones elsewhere.
    ///
    /// @param at their time; null for now
    void make(ContainerTree tree, @Nullable Instant at) {
        var making = new TreeMaking(tree);
        for (var entry : entries) {
            var owner = new TreeExtraction.Owner(entry.uid(), entry.gid());
            boolean _ =
                    making.directories(
                            entry.place(), new TreeMaking.Attributes(owner, entry.mode(), at));
        }
    }

    /// For a key.
    List<String> words() {
        return entries.stream()
                .map(one -> one.place() + " " + one.mode() + " " + one.uid() + ":" + one.gid())
                .toList();
    }
}
