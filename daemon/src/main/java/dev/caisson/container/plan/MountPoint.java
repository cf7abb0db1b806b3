package dev.caisson.container.plan;

import dev.caisson.container.view.MountView;
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
/// @param subpath what of a volume is mounted, relative; null or empty for the whole
public record MountPoint(
        Kind kind,
        String name,
        String source,
        String destination,
        String mode,
        Access access,
        List<String> tmpfsOptions,
        @Nullable String subpath) {
    /// What is mounted.
    public enum Kind {
        BIND,
        VOLUME,
        TMPFS
    }

    /// @param recursiveReadOnly when read-only: also the mounts below the source
    /// @param createSource the source is made as a directory when it does not exist
    /// @param propagation null for a volume's or the default
    public record Access(
            boolean writable,
            boolean recursive,
            boolean recursiveReadOnly,
            boolean createSource,
            @Nullable Propagation propagation) {}

    /// The whole of it.
    public MountPoint(
            Kind kind,
            String name,
            String source,
            String destination,
            String mode,
            Access access,
            List<String> tmpfsOptions) {
        this(kind, name, source, destination, mode, access, tmpfsOptions, "");
    }

    public MountPoint {
        tmpfsOptions = List.copyOf(tmpfsOptions);
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
