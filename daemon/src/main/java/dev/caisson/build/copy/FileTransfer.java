package dev.caisson.build.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.archive.ArchiveStream;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.Grafts;
import dev.caisson.storage.TreeCopy;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeExtraction.Owner;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Copies sources to a destination by the rules of COPY and ADD: the content of a directory goes
/// into the destination, a file goes into it when it is a directory and takes its name when not.
/// Source: BuildKit's reference and, for what it leaves open, its behaviour.
public final class FileTransfer {
    private static final Owner ROOT = new Owner(0, 0);
    private static final int MADE_MODE = 0755;
    private static final int TAR_BLOCK = 512;
    private static final int TAR_MAGIC = 257;

    private final ContainerTree to;
    private final TreeView view;
    private final Options options;
    private final TreeMaking making;
    private final Grafts grafts;

    /// @param owner null when none was asked for
    /// @param mode null when none was asked for
    /// @param excluded what of the sources is left out
    /// @param made the time of directories that are made; null for now
    public record Options(
            @Nullable Owner owner,
            @Nullable ModeChange mode,
            IgnoreRules excluded,
            @Nullable Instant made) {}

    /// @param grafts get what meets nothing, of the last source
    public FileTransfer(ContainerTree to, Options options, Grafts grafts) {
        this.to = to;
        this.grafts = grafts;
        this.options = options;
        view = new TreeView(to);
        making = new TreeMaking(to);
    }

    /// @throws InvalidInput `BUILD_COPY_REFUSED`
    public void transfer(List<CopySource> sources, Destination destination) throws IOException {
        // A pattern that nothing matches makes nothing, as in BuildKit.
        if (sources.isEmpty()) return;
        if (sources.size() > 1) refuseLoss(sources, destination);
        if (destination.directory()) make(destination.path());
        // A source sees what those before it have brought.
        for (int n = 0; n < sources.size(); n++) {
            one(sources.get(n), destination, n == sources.size() - 1);
        }
    }

    /// One file would be written over the other.
    private void refuseLoss(List<CopySource> sources, Destination destination) {
        if (destination.directory() || isDirectory(destination.path())) return;
        for (var source : sources) {
            var entry = new TreeView(source.tree()).find(source.path());
            boolean directory = entry.isPresent() && entry.get().kind() == TreeView.Kind.DIRECTORY;
            if (directory || !source.kept().isEmpty()) continue;
            throw new InvalidInput(
                    FaultCode.BUILD_COPY_REFUSED,
                    "when more than one file is copied, the destination must be a directory and"
                            + " end with a /: "
                            + source.shown()
                            + " would not be alone in "
                            + destination.path());
        }
    }

    private void one(CopySource source, Destination destination, boolean isLast)
            throws IOException {
        var from = new TreeView(source.tree());
        var entry = from.find(source.path());
        if (entry.isEmpty()) {
            throw new InvalidInput(
                    FaultCode.BUILD_COPY_REFUSED, "file not found: " + source.shown());
        }
        boolean directory = entry.get().kind() == TreeView.Kind.DIRECTORY;
        boolean excluded = !directory && options.excluded().excludes(source.name());
        if (excluded) return;
        if (source.unpack() && !directory && isArchive(from, source.path())) {
            make(destination.path());
            grafts.meet();
            unpack(from, source.path(), destination.path());
            return;
        }
        var place = placeOf(source, destination, directory);
        var kept =
                new TreeCopy.Options(owner(source), options.mode(), options.excluded()::excludes);
        if (!isLast) grafts.meet();
        var copy =
                isLast
                        ? new TreeCopy(source.tree(), to, kept, grafts)
                        : new TreeCopy(source.tree(), to, kept);
        if (directory) {
            make(place);
            copy.copyContents(source.path(), resolved(place));
        } else {
            var parent = new Destination(place, false);
            make(parent.parent());
            var at = resolved(parent.parent());
            copy.copy(source.path(), (at.equals("/") ? "" : at) + "/" + parent.name());
        }
    }

    private String placeOf(CopySource source, Destination destination, boolean directory) {
        var base = destination.path().equals("/") ? "" : destination.path();
        boolean keeps = !source.kept().isEmpty();
        if (keeps && !source.kept().equals(".")) base = base + "/" + source.kept();
        if (directory) {
            // With --parents the directory itself comes, not only its content.
            if (keeps) return base + "/" + source.name();
            return base.isEmpty() ? "/" : base;
        }
        boolean into = destination.directory() || keeps || isDirectory(destination.path());
        return into ? base + "/" + source.name() : destination.path();
    }

    private @Nullable Owner owner(CopySource source) {
        var asked = options.owner();
        if (asked != null) return asked;
        return source.rooted() ? ROOT : null;
    }

    private void make(String directory) {
        var asked = options.owner();
        var change = options.mode();
        int mode = change == null ? MADE_MODE : change.ofMade(MADE_MODE);
        var attributes =
                new TreeMaking.Attributes(asked == null ? ROOT : asked, mode, options.made());
        boolean _ = making.directories(directory, attributes);
    }

    private boolean isDirectory(String path) {
        var found = view.find(path);
        return found.isPresent() && found.get().kind() == TreeView.Kind.DIRECTORY;
    }

    /// With the links of the image on the way resolved.
    private String resolved(String directory) {
        return view.find(directory).map(TreeView.Entry::place).orElse(directory);
    }

    private void unpack(TreeView from, String path, String target) throws IOException {
        try (var in = ArchiveStream.of(from.open(path))) {
            var asked = options.owner();
            new TreeExtraction(to, new TreeExtraction.Options(false, asked)).extract(target, in);
        }
    }

    private static boolean isArchive(TreeView from, String path) {
        try (var in = ArchiveStream.of(from.open(path))) {
            var block = in.readNBytes(TAR_BLOCK);
            var magic = "ustar".getBytes(UTF_8);
            int end = TAR_MAGIC + magic.length;
            return block.length == TAR_BLOCK
                    && Arrays.equals(block, TAR_MAGIC, end, magic, 0, magic.length);
        } catch (IOException damaged) {
            // It only looks compressed: it is copied as it is.
            return false;
        }
    }
}
