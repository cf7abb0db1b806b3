package dev.caisson.build.copy;

import dev.caisson.dockerfile.Nearest;
import dev.caisson.dockerfile.ignore.PathPattern;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeView;
import dev.caisson.value.PathParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what the sources of COPY and ADD mean in a tree: a path, or with `*`, `?` and `[…]` all
/// that matches, part by part, by Go's filepath.Match.
public final class SourceSearch {
    private static final int MOST = 1_000_000;

    /// With `--parents` it stands for any directories, none too.
    private static final String ANY_PARTS = "**";

    private final ContainerTree tree;
    private final TreeView view;
    private final Settings settings;
    private final Names names;

    /// @param place what the tree is, for messages: `the build context`
    /// @param parents keep the directories of the sources
    public record Settings(String place, boolean parents, boolean unpack, boolean rooted) {}

    /// What could have been meant.
    @FunctionalInterface
    public interface Names {
        /// What there is in a directory, also when it is not in the tree.
        ///
        /// @param directory from the root, `a/b`; empty for the root itself
        /// @return empty when the tree tells it
        Optional<List<String>> in(String directory) throws IOException, InterruptedException;
    }

    /// In a tree that has everything.
    public SourceSearch(ContainerTree tree, Settings settings) {
        this(tree, settings, _ -> Optional.empty());
    }

    public SourceSearch(ContainerTree tree, Settings settings, Names names) {
        this.tree = tree;
        this.settings = settings;
        this.names = names;
        view = new TreeView(tree);
    }

    /// @param written a source, its variables replaced
    /// @throws InvalidInput `BUILD_COPY_REFUSED` when there is nothing of this name; with the
    ///     nearest one
    public List<CopySource> find(String written) throws IOException, InterruptedException {
        int pivot = settings.parents() ? written.indexOf("/./") : -1;
        var kept = pivot < 0 ? 0 : PathParts.of(written.substring(0, pivot)).size();
        var parts = PathParts.of(written);
        var found = List.of(new Place("", List.of()));
        for (int i = 0; i < parts.size(); i++) {
            found = step(found, parts.get(i), i == parts.size() - 1);
        }
        if (found.isEmpty() && !PathPattern.isPattern(written)) throw missing(written, parts);
        return found.stream().distinct().map(place -> source(written, place, kept)).toList();
    }

    /// @param path from the root; empty for the root itself
    /// @param names of its parts
    private record Place(String path, List<String> names) {
        Place child(String name) {
            var more = new ArrayList<>(names);
            more.add(name);
            return new Place(path + "/" + name, more);
        }
    }

    private List<Place> step(List<Place> found, String part, boolean last) {
        var next = new ArrayList<Place>();
        for (var place : found) {
            if (settings.parents() && part.equals(ANY_PARTS) && !last) {
                next.add(place);
                addDirectories(place, next);
                continue;
            }
            if (!PathPattern.isPattern(part)) {
                var child = place.child(part);
                if (view.findUnfollowed(child.path()).isPresent()) next.add(child);
                continue;
            }
            var pattern = PathPattern.parse(part);
            var directory = view.find(place.path().isEmpty() ? "/" : place.path());
            if (directory.isEmpty() || directory.get().kind() != TreeView.Kind.DIRECTORY) continue;
            for (var name : view.names(directory.get().place())) {
                if (!last && name.kind() == TreeView.Kind.FILE) continue;
                if (pattern.matches(name.name())) add(place.child(name.name()), next, part);
            }
        }
        return next;
    }

    private void addDirectories(Place place, List<Place> found) {
        for (var name : view.names(place.path().isEmpty() ? "/" : place.path())) {
            if (name.kind() != TreeView.Kind.DIRECTORY) continue;
            var child = place.child(name.name());
            add(child, found, ANY_PARTS);
            addDirectories(child, found);
        }
    }

    private static void add(Place place, List<Place> found, String part) {
        if (found.size() >= MOST) {
            throw new InvalidInput(
                    FaultCode.BUILD_COPY_REFUSED, "\"" + part + "\" matches too much");
        }
        found.add(place);
    }

    private CopySource source(String written, Place place, int kept) {
        var path = place.path().isEmpty() ? "/" : place.path();
        var names = place.names();
        if (view.find(path).isEmpty()) {
            throw new InvalidInput(
                    FaultCode.BUILD_COPY_REFUSED,
                    written + " is a link in " + settings.place() + " that leads nowhere");
        }
        var name = names.isEmpty() ? "" : names.getLast();
        var above = "";
        if (settings.parents()) {
            int last = Math.max(kept, names.size() - 1);
            var directories = names.subList(Math.min(kept, last), last);
            above = directories.isEmpty() ? "." : String.join("/", directories);
        }
        return new CopySource(
                tree,
                names.isEmpty() ? "." : String.join("/", names),
                path,
                name,
                above,
                settings.unpack(),
                settings.rooted());
    }

    private InvalidInput missing(String written, List<String> parts)
            throws IOException, InterruptedException {
        var at = new ArrayList<String>();
        for (var part : parts) {
            var known = names(String.join("/", at));
            if (!known.contains(part)) return refused(written, Nearest.hint(part, known));
            at.add(part);
        }
        return refused(written, "");
    }

    private List<String> names(String directory) throws IOException, InterruptedException {
        var elsewhere = names.in(directory);
        if (elsewhere.isPresent()) return elsewhere.get();
        var here = view.find("/" + directory);
        if (here.isEmpty() || here.get().kind() != TreeView.Kind.DIRECTORY) return List.of();
        return view.names("/" + directory).stream().map(TreeView.Name::name).toList();
    }

    private InvalidInput refused(String written, String hint) {
        var where =
                settings.rooted()
                        ? settings.place() + " or excluded by .dockerignore"
                        : settings.place();
        return new InvalidInput(
                FaultCode.BUILD_COPY_REFUSED,
                "COPY failed: file not found in "
                        + where
                        + ": stat "
                        + written
                        + ": file does not exist"
                        + hint);
    }
}
