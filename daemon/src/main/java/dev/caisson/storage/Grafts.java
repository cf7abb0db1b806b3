package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.Fd;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a layer takes from other trees where nothing is in its way: such files need not be copied
/// through an overlay, and not at all when the layer turns out to be there already.
///
/// A [TreeCopy] with grafts copies only what meets something; the rest it notes here. The layer's
/// tar is written of both ([TreeArchive#writeLayer]); then [#bring] puts the files where the tar
/// says they are. The trees must stay as they are until then. Links between a file that was copied
/// and one that is noted become two files.
///
/// For one thread.
public final class Grafts {
    private final Map<String, List<Part>> parts = new HashMap<>();
    private final Instant made;
    private boolean isAll = true;

    /// @param made the time of the directories they come into
    public Grafts(Instant made) {
        this.made = made;
    }

    FileTimestamp time() {
        return new FileTimestamp(made.getEpochSecond(), made.getNano());
    }

    /// One copy: links among its files are kept.
    record Origin(ContainerTree tree, TreeCopy.Options options) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /// What comes into one directory of the layer.
    ///
    /// @param source a directory whose content comes; with a name, what comes itself
    /// @param path of the source from where its copy began
    /// @param except names that do not come
    /// @param name it gets; empty for the content of a directory
    record Part(Origin origin, String source, String path, Set<String> except, String name) {
        Fd open() {
            return origin.tree.open(source, name.isEmpty() ? O_PATH | O_DIRECTORY : O_PATH);
        }

        boolean takes(String entry) {
            return !except.contains(entry) && !origin.options.excluded().test(inside(entry));
        }

        /// Where an entry of the directory is, from where its copy began.
        String inside(String entry) {
            return path.isEmpty() ? entry : path + "/" + entry;
        }
    }

    void add(String place, Part part) {
        parts.computeIfAbsent(place, _ -> new ArrayList<>()).add(part);
    }

    /// Something was copied after all.
    public void meet() {
        isAll = false;
    }

    /// Whether nothing was copied: whatever else the layer has are directories on the way.
    public boolean isAll() {
        return isAll;
    }

    List<Part> at(String place) {
        return parts.getOrDefault(place, List.of());
    }

    /// Puts the files into the tree of the layer, as one would unpack them from its tar.
    ///
    /// @param latest what changed later gets this time; null to keep all times
    /// @return bytes of the files
    public long bring(ContainerTree layer, @Nullable Instant latest) {
        var copies = new HashMap<Origin, TreeCopy>();
        long size = 0;
        for (var place : parts.keySet()) {
            try (var directory = layer.open(place, O_RDONLY | O_DIRECTORY)) {
                var modified = layer.syscalls().fstat(directory.number()).times().modified();
                for (var part : parts.getOrDefault(place, List.of())) {
                    var copy =
                            copies.computeIfAbsent(
                                    part.origin(),
                                    origin -> TreeCopy.unpacked(origin, layer, latest));
                    copy.bring(part, directory, place);
                }
                int fd = directory.number();
                layer.syscalls().utimensat(fd, "", null, modified, AT_EMPTY_PATH);
            } catch (SyscallException failed) {
                throw StorageFault.of(failed, place);
            }
        }
        for (var copy : copies.values()) size += copy.size();
        return size;
    }
}
