package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarWriter;
import dev.caisson.tar.Xattr;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads a tree out of a container, as a tar.
///
/// Every name is opened in its directory's descriptor without following it (`O_PATH`); what it is
/// is asked of that descriptor, and only a regular file is then opened to read, by the same
/// descriptor, so that a container that exchanges files meanwhile cannot have a device or a FIFO
/// opened. Sockets are left out, as tar has no word for them.
///
/// What is copied for a user has its times in nanoseconds and his own attributes; a layer has whole
/// seconds and capabilities only, as everybody's layers.
public final class TreeArchive {
    private static final String CAPABILITY = "security.capability";
    private static final String USER = "user.";
    private static final int PIECE = 1 << 16;
    private static final int DEEPEST = 1000;

    private final ContainerTree tree;
    private final Syscalls syscalls;
    private final byte[] piece = new byte[PIECE];
    private final Map<Inode, String> written = new HashMap<>();

    /// Not null while a layer is written.
    private @Nullable LayerRules layer;

    /// Says what is written of a file instead of what it is.
    private UnaryOperator<FileStatus> change = UnaryOperator.identity();

    /// Says by their whole names what is left out.
    private Predicate<String> leftOut = _ -> false;

    /// Nanoseconds and the user's attributes are written.
    private boolean detailed;

    /// The mount whose files are read; 0 for all.
    private long onlyMount;

    /// @param own paths that are left out when they are empty
    /// @param latest what changed later is written with this second, of the grafts
    /// @param grafts what comes from elsewhere
    /// @param archives of those trees
    private record LayerRules(
            Set<String> own,
            long latest,
            Grafts grafts,
            Map<Grafts.Origin, TreeArchive> archives) {}

    private record Inode(FileStatus.DeviceNumber device, long number) {}

    public TreeArchive(ContainerTree tree) {
        this.tree = tree;
        syscalls = tree.syscalls();
    }

    /// What is at a path; its last part is not followed, unless a slash or a dot is behind it.
    public PathStat stat(String path) {
        var asked = AskedPath.parse(path);
        try (var file = open(asked)) {
            var status = syscalls.fstat(file.number());
            return new PathStat(
                    asked.base(),
                    status.size(),
                    status.mode(),
                    status.times().modified(),
                    status.isSymbolicLink() ? target(asked, file) : "");
        }
    }

    /// Who has what is at a path, and its permissions.
    public record Owned(long uid, long gid, int mode) {}

    /// @throws dev.caisson.fault.NotFound `ARCHIVE_PATH_MISSING`
    public Owned owned(String path) {
        try (var file = open(AskedPath.parse(path))) {
            var status = syscalls.fstat(file.number());
            return new Owned(status.owner().uid(), status.owner().gid(), status.permissions());
        }
    }

    /// Writes what is at a path, beginning with its last part; a directory with all beneath it.
    public void write(String path, OutputStream out) throws IOException {
        var asked = AskedPath.parse(path);
        detailed = true;
        try (var file = open(asked);
                var tar = new TarWriter(out)) {
            emit(tar, file, RawName.toRaw(asked.base()), 0);
        }
    }

    /// Writes everything, but what is mounted in it.
    public void writeAll(OutputStream out) throws IOException {
        try (var tar = new TarWriter(out);
                var root = open(AskedPath.parse("/"))) {
            onlyMount = syscalls.fstat(root.number()).mountId();
            children(tar, root, "", 0);
        }
    }

    /// Writes the tree as a layer: it is the upper directory of an overlay, and what hides files
    /// below becomes what hides them in a layer (`.wh.…`). Source: image-spec layer.md.
    ///
    /// @param own paths that are left out when they are empty
    public void writeLayer(OutputStream out, Set<String> own) throws IOException {
        writeLayer(out, own, null);
    }

    /// @param latest what changed later is written with this time; null to keep all times
    public void writeLayer(OutputStream out, Set<String> own, @Nullable Instant latest)
            throws IOException {
        writeLayer(out, own, latest, new Grafts(Instant.EPOCH), latest);
    }

    /// @param grafts come along
    /// @param latestGraft as `latest`, for them
    public void writeLayer(
            OutputStream out,
            Set<String> own,
            @Nullable Instant latest,
            Grafts grafts,
            @Nullable Instant latestGraft)
            throws IOException {
        layer = new LayerRules(Set.copyOf(own), second(latestGraft), grafts, new HashMap<>());
        change = clamped(second(latest));
        try (var tar = new TarWriter(out);
                var root = open(AskedPath.parse("/"))) {
            children(tar, root, "", 0);
        }
    }

    private static long second(@Nullable Instant latest) {
        return latest == null ? Long.MAX_VALUE : latest.getEpochSecond();
    }

    private static UnaryOperator<FileStatus> clamped(long latest) {
        if (latest == Long.MAX_VALUE) return UnaryOperator.identity();
        return status -> {
            var modified = status.times().modified();
            if (modified.seconds() <= latest) return status;
            return status.modifiedAt(new FileTimestamp(latest, 0));
        };
    }

    private Fd open(AskedPath asked) {
        if (asked.directory()) return tree.directory(asked.whole());
        try (var parent = tree.directory(asked.parent())) {
            int fd = syscalls.openat(parent.number(), asked.base(), O_PATH | O_NOFOLLOW, 0);
            return Fd.of(syscalls, fd);
        } catch (SyscallException failed) {
            throw tree.refused(failed, asked.whole());
        }
    }

    private String target(AskedPath asked, Fd link) {
        try (var file = tree.tryOpen(asked.whole(), O_PATH)) {
            return tree.place(file);
        } catch (SyscallException dangling) {
            var written = syscalls.readlinkat(link.number(), "");
            return AskedPath.parse(
                            written.startsWith("/") ? written : asked.parent() + "/" + written)
                    .whole();
        }
    }

    private void emit(TarWriter tar, Fd file, String name, int depth) throws IOException {
        var status = change.apply(syscalls.fstat(file.number()));
        boolean covered = onlyMount != 0 && status.mountId() != onlyMount;
        var rules = layer;
        if (rules != null) {
            if (isWhiteout(status)) {
                tar.begin(hiding(name, status));
                return;
            }
            if (isLeftOut(rules.own(), file, status, "/" + RawName.toSys(name))) return;
        }
        if (!covered && status.links() > 1 && !status.isDirectory()) {
            var first = written.putIfAbsent(new Inode(status.device(), status.inode()), name);
            if (first != null) {
                tar.begin(entry(EntryType.HARD_LINK, name, first, status, List.of()));
                return;
            }
        }
        switch (status.type()) {
            case FileMode.S_IFDIR -> {
                var attributes = detailed ? attributes(file) : List.<Xattr>of();
                tar.begin(entry(EntryType.DIRECTORY, name, "", status, attributes));
                if (rules != null && isOpaque(file)) {
                    tar.begin(empty(name + "/.wh..wh..opq", status));
                }
                if (!covered) children(tar, file, name.endsWith("/") ? name : name + "/", depth);
            }
            case FileMode.S_IFREG -> {
                if (covered) tar.begin(empty(name, status));
                else regular(tar, file, name, status);
            }
            case FileMode.S_IFLNK -> {
                var target = RawName.toRaw(syscalls.readlinkat(file.number(), ""));
                tar.begin(entry(EntryType.SYMBOLIC_LINK, name, target, status, List.of()));
            }
            case FileMode.S_IFCHR ->
                    tar.begin(entry(EntryType.CHARACTER_DEVICE, name, "", status, List.of()));
            case FileMode.S_IFBLK ->
                    tar.begin(entry(EntryType.BLOCK_DEVICE, name, "", status, List.of()));
            case FileMode.S_IFIFO -> tar.begin(entry(EntryType.FIFO, name, "", status, List.of()));
            default -> {
                // a socket
            }
        }
    }

    private void children(TarWriter tar, Fd directory, String prefix, int depth)
            throws IOException {
        if (depth == DEEPEST) throw new IOException(prefix + " is too deep to be copied");
        var rules = layer;
        var place = prefix.isEmpty() ? "/" : "/" + prefix.substring(0, prefix.length() - 1);
        var parts =
                rules == null ? List.<Grafts.Part>of() : rules.grafts().at(RawName.toSys(place));
        if (rules != null && !parts.isEmpty()) {
            grafted(tar, directory, prefix, parts, rules);
            return;
        }
        for (var name : names(directory)) child(tar, directory, name, prefix, depth + 1);
    }

    private List<String> names(Fd directory) {
        int reading = syscalls.openat(directory.number(), ".", O_RDONLY | O_DIRECTORY, 0);
        try (var open = Fd.of(syscalls, reading)) {
            return syscalls.getdents64(open.number()).stream()
                    .map(DirectoryEntry::name)
                    .sorted()
                    .toList();
        }
    }

    private void child(TarWriter tar, Fd directory, String name, String prefix, int depth)
            throws IOException {
        var whole = prefix + RawName.toRaw(name);
        if (leftOut.test(whole)) return;
        int fd;
        try {
            fd = syscalls.openat(directory.number(), name, O_PATH | O_NOFOLLOW, 0);
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT)) return; // it is gone
            throw failed;
        }
        try (var file = Fd.of(syscalls, fd)) {
            emit(tar, file, whole, depth);
        }
    }

    /// Writes an entry of a directory.
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /// A directory that gets something from elsewhere, in the order of all names.
    private void grafted(
            TarWriter tar, Fd directory, String prefix, List<Grafts.Part> parts, LayerRules rules)
            throws IOException {
        var all = new TreeMap<String, Writing>();
        try (var undo = new Undo()) {
            for (var name : names(directory)) {
                all.put(name, () -> child(tar, directory, name, prefix, 1));
            }
            for (var part : parts) {
                var from =
                        rules.archives()
                                .computeIfAbsent(
                                        part.origin(), origin -> of(origin, rules.latest()));
                var source = undo.add(part.open());
                if (!part.name().isEmpty()) {
                    var name = prefix + RawName.toRaw(part.name());
                    all.put(part.name(), () -> from.emit(tar, source, name, 1));
                    continue;
                }
                var excluded = part.origin().options().excluded();
                for (var name : names(source)) {
                    if (!part.takes(name)) continue;
                    all.put(
                            name,
                            () -> {
                                from.leftOut =
                                        entry -> excluded.test(part.inside(inside(entry, prefix)));
                                from.child(tar, source, name, prefix, 1);
                            });
                }
            }
            for (var one : all.values()) one.run();
        }
    }

    private static String inside(String entry, String prefix) {
        return RawName.toSys(entry.substring(prefix.length()));
    }

    /// Writes what a copy takes from elsewhere.
    private static TreeArchive of(Grafts.Origin origin, long latest) {
        var archive = new TreeArchive(origin.tree());
        var clamped = clamped(latest);
        archive.change =
                status -> {
                    var options = origin.options();
                    var owner = options.owner();
                    var changed = clamped.apply(status);
                    if (owner != null) {
                        changed = changed.ownedBy(new FileStatus.Owner(owner.uid(), owner.gid()));
                    }
                    var rule = options.mode();
                    if (rule == null || status.isSymbolicLink()) return changed;
                    return changed.withPermissions(
                            rule.of(status.permissions(), status.isDirectory()));
                };
        return archive;
    }

    private void regular(TarWriter tar, Fd file, String name, FileStatus status)
            throws IOException {
        int fd = syscalls.openat(AtFlag.AT_FDCWD, file.path(), O_RDONLY, 0);
        try (var reading = Fd.of(syscalls, fd)) {
            tar.begin(entry(EntryType.FILE, name, "", status, attributes(reading)));
            long left = status.size();
            while (left > 0) {
                int wanted = (int) Math.min(left, PIECE);
                int count = syscalls.read(reading.number(), piece, 0, wanted);
                if (count == 0) {
                    // It has become shorter than it was: the header cannot be taken back.
                    java.util.Arrays.fill(piece, 0, wanted, (byte) 0);
                    count = wanted;
                }
                tar.content(piece, 0, count);
                left -= count;
            }
        }
    }

    private List<Xattr> attributes(Fd file) {
        var found = new ArrayList<Xattr>();
        var path = file.path();
        for (var name : syscalls.listxattr(path)) {
            if (!name.equals(CAPABILITY) && !(detailed && name.startsWith(USER))) continue;
            try {
                found.add(new Xattr(name, ByteBuffer.wrap(syscalls.getxattr(path, name))));
            } catch (SyscallException gone) {
                if (!gone.is(Errno.ENODATA)) throw gone;
            }
        }
        return found;
    }

    private static boolean isWhiteout(FileStatus status) {
        return status.type() == FileMode.S_IFCHR
                && status.special().major() == 0
                && status.special().minor() == 0;
    }

    /// Whether it is the engine's own and empty, but for more of that sort.
    private boolean isLeftOut(Set<String> own, Fd file, FileStatus status, String path) {
        if (!own.contains(path)) return false;
        if (status.type() == FileMode.S_IFREG) return status.size() == 0;
        if (!status.isDirectory()) return false;
        int reading = syscalls.openat(file.number(), ".", O_RDONLY | O_DIRECTORY, 0);
        try (var open = Fd.of(syscalls, reading)) {
            for (var entry : syscalls.getdents64(open.number())) {
                int flags = O_PATH | O_NOFOLLOW;
                int found = syscalls.openat(open.number(), entry.name(), flags, 0);
                try (var inside = Fd.of(syscalls, found)) {
                    var what = syscalls.fstat(inside.number());
                    if (!isLeftOut(own, inside, what, path + "/" + entry.name())) return false;
                }
            }
            return true;
        }
    }

    private boolean isOpaque(Fd directory) {
        int reading = syscalls.openat(directory.number(), ".", O_RDONLY | O_DIRECTORY, 0);
        try (var open = Fd.of(syscalls, reading)) {
            return syscalls.fgetxattr(open.number(), "trusted.overlay.opaque").length > 0;
        } catch (SyscallException none) {
            return false;
        }
    }

    private TarEntry hiding(String name, FileStatus status) {
        int slash = name.lastIndexOf('/') + 1;
        return empty(name.substring(0, slash) + ".wh." + name.substring(slash), status);
    }

    private TarEntry empty(String name, FileStatus status) {
        var whole = entry(EntryType.FILE, name, "", status, List.of());
        return new TarEntry(
                whole.type(),
                whole.name(),
                whole.link(),
                whole.ownership(),
                0,
                whole.device(),
                List.of(),
                whole.sparse());
    }

    private TarEntry entry(
            EntryType type, String name, String link, FileStatus status, List<Xattr> xattrs) {
        var modified = status.times().modified();
        return new TarEntry(
                type,
                new RawText(name),
                new RawText(link),
                new TarEntry.Ownership(
                        status.permissions(),
                        status.owner().uid(),
                        status.owner().gid(),
                        modified.seconds(),
                        detailed ? modified.nanos() : 0),
                type == EntryType.FILE ? status.size() : 0,
                new TarEntry.Device(status.special().major(), status.special().minor()),
                xattrs,
                TarEntry.Sparse.NOT);
    }
}
