package dev.caisson.container.plan;

import dev.caisson.container.plan.MountPoint.Access;
import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.spec.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns what was asked to be mounted into mount points: sources found, options parsed.
public final class MountResolution {
    private static final Pattern VOLUME_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    /// Where data comes from.
    public interface Sources {
        /// The directory of a volume; made when it does not exist.
        Path volume(String name);

        /// A name for a volume without one.
        String anonymousName();

        /// The mount points of another container.
        List<MountPoint> of(String container);

        boolean exists(Path source);
    }

    private final Sources sources;
    private final String driver;
    private final Map<String, MountPoint> points = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    private MountResolution(Sources sources, String driver) {
        this.sources = sources;
        this.driver = driver;
    }

    /// @return in the order in which they are mounted: parents first
    /// @throws InvalidInput `VOLUME_SPECIFICATION_INVALID`, `VOLUME_NAME_INVALID`, `MOUNT_INVALID`,
    ///     `MOUNT_POINT_DUPLICATE`, `TMPFS_OPTION_INVALID`
    public static List<MountPoint> resolve(MountRequests requests, Sources sources) {
        var resolution = new MountResolution(sources, requests.volumeDriver());
        for (var from : requests.volumesFrom()) resolution.volumesFrom(from);
        for (var bind : requests.binds()) resolution.bind(bind);
        for (var mount : requests.mounts()) resolution.mount(mount);
        requests.tmpfs().forEach(resolution::tmpfs);
        for (var destination : requests.anonymousVolumes()) resolution.anonymous(destination);
        return resolution.points.values().stream()
                .sorted(java.util.Comparator.comparingInt(point -> depth(point.destination())))
                .toList();
    }

    private void volumesFrom(String from) {
        int colon = from.indexOf(':');
        var mode = colon < 0 ? "" : from.substring(colon + 1);
        if (!Set.of("", "ro", "rw", "z", "Z").contains(mode)) throw specification(from, "");
        for (var point : sources.of(colon < 0 ? from : from.substring(0, colon))) {
            if (point.kind() == MountPoint.Kind.TMPFS) continue;
            var access = point.access();
            boolean writable = access.writable() && !mode.equals("ro");
            points.put(
                    point.destination(),
                    new MountPoint(
                            point.kind(),
                            point.name(),
                            point.source(),
                            point.destination(),
                            mode,
                            new Access(
                                    writable,
                                    access.recursive(),
                                    access.recursiveReadOnly() || !writable,
                                    access.createSource(),
                                    access.propagation()),
                            List.of(),
                            point.subpath()));
        }
    }

    private void bind(String text) {
        var parts = text.split(":", -1);
        if (parts.length > 3 || text.isEmpty()) throw specification(text, "");
        if (parts.length == 1) {
            anonymous(parts[0]);
            return;
        }
        if (parts[0].isEmpty() || parts[1].isEmpty()) throw specification(text, "");
        var destination = destination(parts[1], text);
        var mode = parts.length == 3 ? parts[2] : "";
        var access = access(mode, text);
        if (parts[0].startsWith("/")) {
            var source = Path.of(parts[0]).normalize().toString();
            add(
                    new MountPoint(
                            MountPoint.Kind.BIND,
                            "",
                            source,
                            destination,
                            mode,
                            access,
                            List.of()));
        } else {
            requireLocal(driver);
            volume(parts[0], destination, mode, access);
        }
    }

    private void volume(String name, String destination, String mode, Access access) {
        volume(name, "", destination, mode, access);
    }

    /// @param subpath of the volume that is mounted; empty for the whole
    private void volume(
            String name, String subpath, String destination, String mode, Access access) {
        if (!VOLUME_NAME.matcher(name).matches()) {
            throw new InvalidInput(FaultCode.VOLUME_NAME_INVALID, name);
        }
        var source = sources.volume(name).toString();
        var shown = mode.isEmpty() ? "z" : mode;
        add(
                new MountPoint(
                        MountPoint.Kind.VOLUME,
                        name,
                        source,
                        destination,
                        shown,
                        access,
                        List.of(),
                        subpath));
    }

    private void anonymous(String written) {
        var destination = destination(written, written);
        if (points.containsKey(destination)) return;
        requireLocal(driver);
        var name = sources.anonymousName();
        var source = sources.volume(name).toString();
        points.put(
                destination,
                new MountPoint(
                        MountPoint.Kind.VOLUME,
                        name,
                        source,
                        destination,
                        "",
                        new Access(true, true, false, false, null),
                        List.of()));
    }

    private void mount(MountRequest request) {
        var type = request.type();
        if (request.target().isEmpty()) throw invalid(type, "field Target must not be empty");
        if (!request.target().startsWith("/")) {
            throw invalid(
                    type,
                    "invalid mount path: '" + request.target() + "' mount path must be absolute");
        }
        var destination = destination(request.target(), request.target());
        switch (type) {
            case "bind" -> bindMount(request, destination);
            case "volume" -> volumeMount(request, destination);
            case "tmpfs" -> tmpfsMount(request, destination);
            case "image" ->
                    throw new Unsupported(
                            FaultCode.NOT_SUPPORTED,
                            "mount of type image",
                            "use COPY --from in a build, or a volume");
            default -> throw invalid(type, "mount type unknown: \"" + type + "\"");
        }
    }

    private void bindMount(MountRequest request, String destination) {
        if (request.volume() != null)
            throw invalid("bind", "field VolumeOptions must not be specified");
        if (request.tmpfs() != null)
            throw invalid("bind", "field TmpfsOptions must not be specified");
        if (request.source().isEmpty()) throw invalid("bind", "field Source must not be empty");
        if (!request.source().startsWith("/")) {
            throw invalid(
                    "bind",
                    "invalid mount path: '" + request.source() + "' mount path must be absolute");
        }
        var options = request.bind();
        var source = Path.of(request.source()).normalize();
        boolean create = options != null && options.createMountpoint();
        if (!create && !sources.exists(source)) {
            throw invalid("bind", "bind source path does not exist: " + source);
        }
        boolean recursive = options == null || !options.nonRecursive();
        boolean recursiveReadOnly =
                request.readOnly() && (options == null || !options.readOnlyNonRecursive());
        var word = options == null ? "" : options.propagation();
        var propagation = propagation(word);
        if (!word.isEmpty() && propagation == null) {
            throw invalid("bind", "invalid propagation mode: " + word);
        }
        add(
                new MountPoint(
                        MountPoint.Kind.BIND,
                        "",
                        source.toString(),
                        destination,
                        "",
                        new Access(
                                !request.readOnly(),
                                recursive,
                                recursiveReadOnly,
                                create,
                                propagation),
                        List.of()));
    }

    private void volumeMount(MountRequest request, String destination) {
        var options = request.volume();
        if (request.bind() != null)
            throw invalid("volume", "field BindOptions must not be specified");
        var subpath = options == null ? "" : options.subpath();
        if (!isBeneath(subpath)) {
            throw invalid("volume", "subpath must be a relative path within the volume");
        }
        if (!subpath.isEmpty() && request.source().isEmpty()) {
            throw invalid("volume", "must not set Subpath when using anonymous volumes");
        }
        var driver = options == null ? null : options.driver();
        if (driver != null) requireLocal(driver.name());
        if (driver != null && !driver.options().isEmpty()) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED,
                    "volume driver options",
                    "mount what they name on the host and bind it");
        }
        var access = new Access(!request.readOnly(), true, request.readOnly(), false, null);
        var name = request.source().isEmpty() ? sources.anonymousName() : request.source();
        volume(name, subpath, destination, "", access);
    }

    private static boolean isBeneath(String subpath) {
        if (subpath.isEmpty()) return true;
        return !subpath.startsWith("/") && !Path.of(subpath).normalize().startsWith("..");
    }

    private static void requireLocal(String driver) {
        if (driver.isEmpty() || driver.equals("local")) return;
        throw new NotFound(FaultCode.VOLUME_DRIVER_UNKNOWN, driver);
    }

    private void tmpfsMount(MountRequest request, String destination) {
        if (request.bind() != null)
            throw invalid("tmpfs", "field BindOptions must not be specified");
        if (!request.source().isEmpty())
            throw invalid("tmpfs", "field Source must not be specified");
        var words = new ArrayList<String>();
        if (request.readOnly()) words.add("ro");
        var options = request.tmpfs();
        if (options != null) {
            if (options.sizeBytes() > 0) words.add("size=" + options.sizeBytes());
            if (options.mode() != 0) words.add("mode=" + Integer.toOctalString(options.mode()));
            for (var option : options.options()) words.add(String.join("=", option));
        }
        addTmpfs(destination, words, "");
    }

    private void tmpfs(String written, String options) {
        var words = options.isEmpty() ? List.<String>of() : List.of(options.split(",", -1));
        addTmpfs(destination(written, written), words, options);
    }

    private void addTmpfs(String destination, List<String> words, String mode) {
        TmpfsOptions.parse(words);
        add(
                new MountPoint(
                        MountPoint.Kind.TMPFS,
                        "",
                        "",
                        destination,
                        mode,
                        new Access(!words.contains("ro"), false, false, false, null),
                        words));
    }

    private void add(MountPoint point) {
        if (!asked.add(point.destination())) {
            throw new InvalidInput(FaultCode.MOUNT_POINT_DUPLICATE, point.destination());
        }
        points.put(point.destination(), point);
    }

    private static Access access(String mode, String text) {
        boolean writable = true;
        Propagation propagation = null;
        if (!mode.isEmpty()) {
            for (var word : mode.split(",", -1)) {
                var asPropagation = propagation(word);
                if (asPropagation != null) {
                    propagation = asPropagation;
                } else {
                    switch (word) {
                        case "ro" -> writable = false;
                        case "rw",
                                "z",
                                "Z",
                                "nocopy",
                                "rbind",
                                "consistent",
                                "cached",
                                "delegated" -> {
                            // nothing else than the default: SELinux is absent, copies come later
                        }
                        default -> throw specification(text, ": invalid mode: " + mode);
                    }
                }
            }
        }
        return new Access(writable, true, !writable, true, propagation);
    }

    private static @Nullable Propagation propagation(String word) {
        return switch (word) {
            case "private", "rprivate", "shared", "rshared", "slave", "rslave" ->
                    Propagation.valueOf(word.toUpperCase(Locale.ROOT));
            default -> null;
        };
    }

    private static String destination(String written, String specification) {
        if (!written.startsWith("/")) {
            throw specification(
                    specification,
                    ": invalid mount config for type \"bind\": invalid mount path: '"
                            + written
                            + "' mount path must be absolute");
        }
        var normal = Path.of(written).normalize().toString();
        if (normal.equals("/")) {
            throw specification(
                    specification,
                    ": invalid mount config for type \"bind\": invalid specification: destination"
                            + " can't be '/'");
        }
        return normal;
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static InvalidInput specification(String text, String why) {
        return new InvalidInput(FaultCode.VOLUME_SPECIFICATION_INVALID, text, why);
    }

    private static InvalidInput invalid(String type, String why) {
        return new InvalidInput(FaultCode.MOUNT_INVALID, type, why);
    }
}
