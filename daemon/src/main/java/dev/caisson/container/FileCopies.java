package dev.caisson.container;

import dev.caisson.container.plan.Account;
import dev.caisson.container.view.ChangeView;
import dev.caisson.container.view.PathView;
import dev.caisson.fault.Fault;
import dev.caisson.fault.Faults;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.LayerChanges;
import dev.caisson.storage.TreeArchive;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.UpperSettling;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.OpenFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Copies files into a container and out of it, whether it runs or not, and tells what it changed.
///
/// A container that does not run cannot start while something is copied: its overlay must not be
/// mounted twice.
public final class FileCopies {
    /// What the engine makes in every root.
    private static final Set<String> OWN =
            Set.of(
                    "/.dockerenv",
                    "/dev",
                    "/dev/console",
                    "/dev/pts",
                    "/dev/shm",
                    "/dev/mqueue",
                    "/proc",
                    "/sys",
                    "/etc",
                    "/etc/hostname",
                    "/etc/hosts",
                    "/etc/resolv.conf",
                    "/etc/mtab");

    private final Crew crew;
    private final ContainerActor actor;

    FileCopies(Crew crew, ContainerActor actor) {
        this.crew = crew;
        this.actor = actor;
    }

    /// Something to do with a container's files.
    private interface Work<T> {
        T with(ContainerTree tree) throws IOException;
    }

    public PathView stat(String path) {
        var found = unchecked(() -> in(true, tree -> new TreeArchive(tree).stat(path)));
        return new PathView(
                found.name(),
                found.size(),
                found.mode(),
                found.modified().instant(),
                found.linkTarget());
    }

    /// @param path with a slash or dot at its end for a directory, whose link is then followed
    public void read(String path, OutputStream out) throws IOException {
        in(
                true,
                tree -> {
                    new TreeArchive(tree).write(path, out);
                    return true;
                });
        crew.events().publish(actor.snapshot(), "archive-path");
    }

    /// @param keepKind refuse to replace a directory by something else and the other way round
    /// @param owned everything gets the user of the container as its owner
    public void write(String path, boolean keepKind, boolean owned, InputStream archive)
            throws IOException {
        var options = new TreeExtraction.Options(keepKind, owned ? owner() : null);
        in(
                false,
                tree -> {
                    new TreeExtraction(tree, options).extract(path, archive);
                    return true;
                });
        crew.events().publish(actor.snapshot(), "extract-to-dir");
    }

    /// Everything but what is mounted in it.
    public void export(OutputStream out) throws IOException {
        var files = crew.files();
        if (actor.run().isPresent()) {
            in(
                    true,
                    tree -> {
                        new TreeArchive(tree).writeAll(out);
                        return true;
                    });
        } else {
            var _ =
                    idle(
                            () -> {
                                try (var tree = files.bare(actor.snapshot())) {
                                    new TreeArchive(tree).writeAll(out);
                                    return true;
                                }
                            });
        }
        crew.events().publish(actor.snapshot(), "export");
    }

    /// Writes what differs from its image as a layer.
    public void layer(OutputStream out) throws IOException {
        layer(out, Set.of(), null);
    }

    /// @param own more paths that are left out when they are empty
    /// @param latest no file is younger; null for no limit
    public void layer(OutputStream out, Set<String> own, @Nullable Instant latest)
            throws IOException {
        boolean _ =
                onUpper(
                        tree -> {
                            new TreeArchive(tree).writeLayer(out, leftOut(own), latest);
                            return true;
                        });
    }

    /// Something to do with what differs from the image.
    private <T> T onUpper(Work<T> work) throws IOException {
        var id = actor.id();
        var syscalls = crew.services().kernel().syscalls();
        var upper = crew.services().disk().paths().upper(id).toString();
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        return NsThread.call(
                "layer-" + id.shortForm(),
                () -> {
                    var root = Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, upper, flags, 0));
                    try (var tree = new ContainerTree(syscalls, root, List.of(), upper)) {
                        return work.with(tree);
                    }
                });
    }

    /// What differs from its image, ready to be a layer.
    ///
    /// @param directory of the files
    /// @param size of them in bytes
    public record Settled(Path directory, long size) {}

    /// Makes what differs from the image of a container that has ended what its layer says.
    ///
    /// @param own more paths that are left out when they are empty
    /// @param latest no file is younger; null for no limit
    /// @return empty when its layer says less
    public Optional<Settled> settled(Set<String> own, @Nullable Instant latest) throws IOException {
        var upper = crew.services().disk().paths().upper(actor.id());
        var size = onUpper(tree -> new UpperSettling(tree, leftOut(own), latest).settle());
        return size.isPresent()
                ? Optional.of(new Settled(upper, size.getAsLong()))
                : Optional.empty();
    }

    private static Set<String> leftOut(Set<String> own) {
        var left = new HashSet<>(OWN);
        left.addAll(own);
        return left;
    }

    /// What differs from its image.
    public List<ChangeView> changes() {
        var definition = actor.snapshot().definition();
        var layers = definition.basis().layers().stream().map(Path::of).toList();
        var upper = crew.services().disk().paths().upper(definition.id());
        var syscalls = crew.services().kernel().syscalls();
        return NsThread.call("changes", () -> new LayerChanges(syscalls, layers, OWN).of(upper))
                .stream()
                .map(change -> new ChangeView(change.path(), number(change.kind())))
                .toList();
    }

    private static int number(LayerChanges.Kind kind) {
        return switch (kind) {
            case MODIFIED -> 0;
            case ADDED -> 1;
            case DELETED -> 2;
        };
    }

    private TreeExtraction.@Nullable Owner owner() {
        var definition = actor.snapshot().definition();
        var user = definition.spec().command().user();
        if (user.isEmpty()) return null;
        var paths = crew.services().disk().paths();
        var layers = definition.basis().layers().stream().map(Path::of).toList();
        var users = crew.services().disk().users().of(paths.upper(definition.id()), layers);
        var account = Account.resolve(user, List.of(), users).user();
        return new TreeExtraction.Owner(account.uid(), account.gid());
    }

    private <T> T in(boolean reading, Work<T> work) throws IOException {
        var run = actor.run();
        if (run.isPresent()) return running(run.get(), work);
        return idle(
                () -> {
                    // It may have been started before its mailbox came to this.
                    var begun = actor.run();
                    if (begun.isPresent()) return running(begun.get(), work);
                    try (var tree = crew.files().stopped(actor.snapshot(), reading)) {
                        return work.with(tree);
                    }
                });
    }

    private <T> T running(Run run, Work<T> work) throws IOException {
        return obeying(
                () -> {
                    try (var tree = crew.files().running(actor.snapshot(), run.identity().init())) {
                        return work.with(tree);
                    }
                });
    }

    /// What reads or writes.
    private interface Copy<T> {
        T copy() throws IOException;
    }

    private <T> T idle(Copy<T> copy) throws IOException {
        try {
            return Container.await(actor.alone(() -> obeying(copy)));
        } catch (Fault failure) {
            if (failure.getCause() instanceof IOException broken) throw broken;
            throw failure;
        }
    }

    /// What is copied counts as what the container writes.
    private <T> T obeying(Copy<T> copy) throws IOException {
        var quotas = crew.services().disk().disposal().quotas();
        return quotas.call("copy-" + actor.id().shortForm(), copy::copy);
    }

    private static <T> T unchecked(Copy<T> copy) {
        try {
            return copy.copy();
        } catch (IOException failure) {
            throw Faults.unexpected(new UncheckedIOException(failure));
        }
    }
}
