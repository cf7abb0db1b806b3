package dev.caisson.container.volume;

import dev.caisson.container.view.SnapshotView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The snapshots of volumes: `_snapshots/NAME/_data` beside the data, made when the directory above
/// was changed last. What is being made or removed has a name that begins with a dot.
public final class SnapshotShelf {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS").withZone(ZoneOffset.UTC);

    private final Volumes volumes;

    public SnapshotShelf(Volumes volumes) {
        this.volumes = volumes;
    }

    public String timeName(InstantSource clock) {
        return TIME.format(clock.instant());
    }

    /// @throws dev.caisson.fault.Conflict `SNAPSHOT_NAME_TAKEN`
    public void requireFree(StoredVolume volume, String name) {
        Volumes.check(name);
        if (Files.exists(place(volume).resolve(name))) {
            throw Faults.of(FaultCode.SNAPSHOT_NAME_TAKEN, volume.name(), name);
        }
    }

    /// An empty directory for files, not yet seen.
    public Path begin(StoredVolume volume) {
        try {
            var shelf = Files.createDirectories(place(volume));
            var hidden = shelf.resolve("." + Volumes.anonymousName());
            var owner = PosixFilePermissions.fromString("rwx------");
            Files.createDirectory(hidden, PosixFilePermissions.asFileAttribute(owner));
            return Files.createDirectory(hidden.resolve("_data"));
        } catch (IOException failure) {
            throw failed(volume, failure);
        }
    }

    /// What is to be deleted with it.
    public Path whole(Path data) {
        return Objects.requireNonNull(data.getParent());
    }

    /// @param data from [#begin], filled
    public SnapshotView publish(StoredVolume volume, Path data, String name) {
        try {
            var hidden = whole(data);
            var place = place(volume).resolve(name);
            Files.move(hidden, place, StandardCopyOption.ATOMIC_MOVE);
            return view(place);
        } catch (IOException failure) {
            throw failed(volume, failure);
        }
    }

    public List<SnapshotView> of(StoredVolume volume) {
        var found = new ArrayList<SnapshotView>();
        if (!Files.isDirectory(place(volume))) return found;
        try (var places = Files.newDirectoryStream(place(volume), "[!.]*")) {
            for (var place : places) found.add(view(place));
        } catch (IOException failure) {
            throw failed(volume, failure);
        }
        found.sort(Comparator.comparing(SnapshotView::created));
        return found;
    }

    private static SnapshotView view(Path place) throws IOException {
        FileTime made = Files.getLastModifiedTime(place);
        var name = Objects.requireNonNull(place.getFileName()).toString();
        return new SnapshotView(name, made.toInstant());
    }

    /// @throws dev.caisson.fault.NotFound `SNAPSHOT_NOT_FOUND`
    public Path data(StoredVolume volume, String name) {
        Volumes.check(name);
        var data = place(volume).resolve(name).resolve("_data");
        if (Files.isDirectory(data)) return data;
        throw Faults.of(FaultCode.SNAPSHOT_NOT_FOUND, volume.name(), name);
    }

    /// Takes it out of sight.
    ///
    /// @return what is left to be deleted
    public Path forget(StoredVolume volume, String name) {
        var place = whole(data(volume, name));
        var hidden = place.resolveSibling("." + Volumes.anonymousName());
        try {
            return Files.move(place, hidden, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw failed(volume, failure);
        }
    }

    private Path place(StoredVolume volume) {
        return Objects.requireNonNull(volumes.data(volume).getParent()).resolve("_snapshots");
    }

    private static Internal failed(StoredVolume volume, IOException failure) {
        return new Internal(
                failure, FaultCode.VOLUME_FAILED, volume.name(), String.valueOf(failure));
    }
}
