package dev.caisson.container.plan;

import dev.caisson.container.view.MountView;
import dev.caisson.spec.IdMap;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Propagation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One mount a user asked for, with everything decided; kept with the container.
///
/// @param name of the volume, else empty
/// @param source absolute path of the host; empty for a tmpfs
/// @param mode as it was written, for showing
/// @param tmpfsOptions words as mount(8) takes them; only for a tmpfs
/// @param origin what else its source is; null for nothing else
public record MountPoint(
        Kind kind,
        String name,
        String source,
        String destination,
        String mode,
        Access access,
        List<String> tmpfsOptions,
        @Nullable Origin origin) {
    /// What is mounted.
    public enum Kind {
        BIND,
        VOLUME,
        TMPFS,
        IMAGE
    }

    /// What more there is to say of the source.
    ///
    /// @param subpath what of a volume or image is mounted, relative; empty for the whole
    /// @param image null for anything else
    /// @param idMap whose the files seem to be, as it was written; null for no change
    public record Origin(String subpath, @Nullable Image image, @Nullable String idMap) {}

    /// An image; its `source` is its id and its `name` how it was asked for.
    ///
    /// @param diffIds of the layers, the lowest first
    /// @param layers their directories, the topmost first
    public record Image(List<String> diffIds, List<String> layers) {
        public Image {
            diffIds = List.copyOf(diffIds);
            layers = List.copyOf(layers);
        }
    }

    /// @param recursiveReadOnly when read-only: also the mounts below the source
    /// @param createSource the source is made as a directory when it does not exist
    /// @param propagation null for a volume's or the default
    public record Access(
            boolean writable,
            boolean recursive,
            boolean recursiveReadOnly,
            boolean createSource,
            @Nullable Propagation propagation) {
        /// The same, only for reading.
        public Access readOnly() {
            return new Access(false, recursive, true, createSource, propagation);
        }
    }

    /// The whole of it.
    public MountPoint(
            Kind kind,
            String name,
            String source,
            String destination,
            String mode,
            Access access,
            List<String> tmpfsOptions) {
        this(kind, name, source, destination, mode, access, tmpfsOptions, null);
    }

    public MountPoint {
        tmpfsOptions = List.copyOf(tmpfsOptions);
    }

    /// What of the source is mounted; empty for the whole.
    public String subpath() {
        return origin == null ? "" : origin.subpath();
    }

    /// Whose the files seem to be; null for whose they are.
    ///
    /// @param user of the container
    public @Nullable IdMap idMap(ProcessSpec.User user) {
        if (origin == null || origin.idMap() == null) return null;
        return IdMapText.parse(origin.idMap(), user);
    }

    public boolean isMapped() {
        return origin != null && origin.idMap() != null;
    }

    /// The same volume under the name it has now.
    public MountPoint named(String now) {
        return new MountPoint(kind, now, source, destination, mode, access, tmpfsOptions, origin);
    }

    /// Another directory as the source.
    public MountPoint from(String directory, Access changed) {
        return new MountPoint(
                kind, name, directory, destination, mode, changed, tmpfsOptions, origin);
    }

    /// As `inspect` shows it.
    public MountView view() {
        var propagation = access.propagation();
        return new MountView(
                kind.name().toLowerCase(Locale.ROOT),
                name,
                source,
                destination,
                kind == MountPoint.Kind.VOLUME ? "local" : "",
                mode,
                access.writable(),
                kind != MountPoint.Kind.BIND
                        ? ""
                        : (propagation == null ? Propagation.RPRIVATE : propagation)
                                .name()
                                .toLowerCase(Locale.ROOT));
    }
}
