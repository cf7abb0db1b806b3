package dev.caisson.container.plan;

import dev.caisson.container.plan.MountPoint.Access;
import dev.caisson.container.plan.MountPoint.Kind;
import dev.caisson.container.plan.MountPoint.Origin;
import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns what was asked to be mounted into mount points: sources found, options parsed. What is
/// refused, and how that is said, is moby's daemon/volume/mounts/linux_parser.go.
public final class MountResolution {
    private static final Pattern VOLUME_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

    /// Where data comes from.
    public interface Sources {
        /// The directory of a volume; made when it does not exist.
        Path volume(NewVolume wanted);

        /// A name for a volume without one.
        String anonymousName();

        /// The mount points of another container.
        List<MountPoint> of(String container);

        boolean exists(Path source);

        /// An image, which must be there.
        FoundImage image(String reference);

        /// Fails when there is no such secret.
        void requireSecret(String name);

        /// Where the engine keeps what is its own.
        Path dataRoot();
    }

    /// A volume as a container wants it.
    public record NewVolume(
            String name,
            boolean anonymous,
            Map<String, String> labels,
            Map<String, String> options) {
        public NewVolume {
            labels = Map.copyOf(labels);
            options = Map.copyOf(options);
        }

        static NewVolume named(String name) {
            return new NewVolume(name, false, Map.of(), Map.of());
        }
    }

    public record FoundImage(String id, MountPoint.Image image) {}

    private final Sources sources;
    private final String driver;
    private final boolean shallow;
    private final Map<String, MountPoint> points = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    private MountResolution(Sources sources, MountRequests requests) {
        this.sources = sources;
        driver = requests.volumeDriver();
        shallow = Boolean.TRUE.equals(requests.shallow());
    }

    /// @return in the order in which they are mounted: parents first
    /// @throws InvalidInput `VOLUME_SPECIFICATION_INVALID`, `VOLUME_NAME_INVALID`, `MOUNT_INVALID`,
    ///     `MOUNT_POINT_DUPLICATE`, `TMPFS_OPTION_INVALID`, `MOUNT_IN_DATA_ROOT`
    public static List<MountPoint> resolve(MountRequests requests, Sources sources) {
        var resolution = new MountResolution(sources, requests);
        for (var from : requests.volumesFrom()) resolution.volumesFrom(from);
        for (var bind : requests.binds()) resolution.bind(bind);
        for (var mount : requests.mounts()) resolution.mount(mount);
        requests.tmpfs().forEach(resolution::tmpfs);
        for (var destination : requests.anonymousVolumes()) resolution.anonymous(destination);
        return resolution.points.values().stream()
                .sorted(Comparator.comparingInt(point -> depth(point.destination())))
                .toList();
    }

    private void volumesFrom(String from) {
        if (from.isEmpty()) {
            throw new InvalidInput(
                    FaultCode.MOUNT_OPTIONS_CONFLICT,
                    "volumes-from specification cannot be an empty string");
        }
        int colon = from.indexOf(':');
        var words = colon < 0 ? "" : from.substring(colon + 1);
        var mode = MountMode.parse(words);
        if (mode.propagation() != null || mode.copyGiven()) throw MountMode.invalid(words);
        for (var point : sources.of(colon < 0 ? from : from.substring(0, colon))) {
            if (point.kind() == Kind.TMPFS) continue;
            var access = mode.writable() ? point.access() : point.access().readOnly();
            points.put(
                    point.destination(),
                    new MountPoint(
                            point.kind(),
                            point.name(),
                            point.source(),
                            point.destination(),
                            words,
                            access,
                            List.of(),
                            point.origin()));
        }
    }

    private void bind(String text) {
        var parts = text.split(":", -1);
        if (parts.length > 3 || parts[0].isEmpty()) throw specification(text, "");
        if (parts.length == 1) {
            anonymous(parts[0]);
            return;
        }
        if (parts.length == 2 && MountMode.isMode(parts[1])) throw specification(text, "");
        var words = parts.length == 3 ? parts[2] : "";
        var mode = MountMode.parse(words);
        boolean host = parts[0].startsWith("/");
        try {
            var destination = destination(host ? "bind" : "volume", parts[1]);
            if (host) {
                if (mode.copyGiven()) throw extra("bind", "VolumeOptions");
                var source = Path.of(parts[0]).normalize();
                add(
                        new MountPoint(
                                Kind.BIND,
                                "",
                                source.toString(),
                                destination,
                                words,
                                bindAccess(mode, source),
                                List.of()));
            } else {
                if (mode.propagation() != null) throw extra("volume", "BindOptions");
                requireLocal(driver);
                var wanted = NewVolume.named(parts[0]);
                volume(wanted, destination, words.isEmpty() ? "z" : words, mode.access(), null);
            }
        } catch (InvalidInput refused) {
            if (refused.code() != FaultCode.MOUNT_INVALID) throw refused;
            throw new InvalidInput(
                    refused, FaultCode.VOLUME_SPECIFICATION_INVALID, text, ": " + refused.text());
        }
    }

    private Access bindAccess(MountMode mode, Path source) {
        var access = mode.access();
        return new Access(
                access.writable(),
                true,
                access.recursiveReadOnly() && !shallow,
                true,
                propagation(source, mode.propagation()));
    }

    /// A private copy of what is mounted in the data root would keep that from being removed.
    private @Nullable Propagation propagation(Path source, @Nullable Propagation asked) {
        var root = sources.dataRoot();
        if (!source.startsWith(root) && !root.startsWith(source)) return asked;
        if (asked == null) return Propagation.RSLAVE;
        if (asked == Propagation.RSLAVE || asked == Propagation.RSHARED) return asked;
        throw new InvalidInput(FaultCode.MOUNT_IN_DATA_ROOT, root, source, MountMode.word(asked));
    }

    private void volume(
            NewVolume wanted,
            String destination,
            String shown,
            Access access,
            @Nullable Origin origin) {
        if (wanted.name().length() == 1) {
            throw new InvalidInput(FaultCode.VOLUME_NAME_SHORT, wanted.name());
        }
        if (!VOLUME_NAME.matcher(wanted.name()).matches()) {
            throw new InvalidInput(FaultCode.VOLUME_NAME_INVALID, wanted.name());
        }
        requireFree(destination);
        add(
                new MountPoint(
                        Kind.VOLUME,
                        wanted.name(),
                        sources.volume(wanted).toString(),
                        destination,
                        shown,
                        access,
                        List.of(),
                        origin));
    }

    private void anonymous(String written) {
        var destination = destination("volume", written);
        if (points.containsKey(destination)) return;
        requireLocal(driver);
        var wanted = new NewVolume(sources.anonymousName(), true, Map.of(), Map.of());
        points.put(
                destination,
                new MountPoint(
                        Kind.VOLUME,
                        wanted.name(),
                        sources.volume(wanted).toString(),
                        destination,
                        "",
                        new Access(true, true, false, false, null),
                        List.of()));
    }

    private void mount(MountRequest request) {
        var type = request.type();
        exclusive(request);
        if (type.equals(SecretMount.TYPE)) {
            sources.requireSecret(
                    SecretVariable.isOne(request)
                            ? SecretVariable.parse(request).secret()
                            : SecretMount.parse(request).name());
            return;
        }
        if (request.target().isEmpty()) throw invalid(type, "field Target must not be empty");
        var destination = destination(type, request.target());
        switch (type) {
            case "bind" -> bindMount(request, destination);
            case "volume" -> volumeMount(request, destination);
            case "tmpfs" -> tmpfsMount(request, destination);
            case "image" -> imageMount(request, destination);
            default -> throw invalid(type, "mount type unknown");
        }
    }

    /// Each type has its own options only.
    private static void exclusive(MountRequest request) {
        var type = request.type();
        if (request.bind() != null && !type.equals("bind")) throw extra(type, "BindOptions");
        if (request.volume() != null && !type.equals("volume")) throw extra(type, "VolumeOptions");
        if (request.image() != null && !type.equals("image")) throw extra(type, "ImageOptions");
        boolean file = type.equals("tmpfs") || type.equals(SecretMount.TYPE);
        if (request.tmpfs() != null && !file) throw extra(type, "TmpfsOptions");
    }

    private void bindMount(MountRequest request, String destination) {
        if (request.source().isEmpty()) throw invalid("bind", "field Source must not be empty");
        var options = request.bind();
        var word = options == null ? "" : options.propagation();
        var asked = MountMode.propagation(word);
        if (!word.isEmpty() && asked == null) {
            throw invalid("bind", "invalid propagation mode: " + word);
        }
        requireAbsolute("bind", request.source());
        var source = Path.of(request.source()).normalize();
        boolean create = options != null && options.createMountpoint();
        if (!create && !sources.exists(source)) {
            throw invalid("bind", "bind source path does not exist: " + source);
        }
        if (options != null) withoutConflict(request, options);
        var idMap = options == null || options.idMap().isEmpty() ? null : options.idMap();
        if (idMap != null) {
            var _ = IdMapText.parse(idMap, new ProcessSpec.User(0, 0, List.of()));
        }
        boolean recursive = options == null || !options.nonRecursive();
        boolean deep = options == null || !options.readOnlyNonRecursive();
        add(
                new MountPoint(
                        Kind.BIND,
                        "",
                        source.toString(),
                        destination,
                        "",
                        new Access(
                                !request.readOnly(),
                                recursive,
                                request.readOnly() && deep,
                                create,
                                propagation(source, asked)),
                        List.of(),
                        idMap == null ? null : new Origin("", null, idMap)));
    }

    private static void withoutConflict(MountRequest request, MountRequest.BindOptions options) {
        boolean shallow = options.readOnlyNonRecursive();
        boolean forced = options.readOnlyForceRecursive();
        if (!request.readOnly() && shallow) {
            throw conflict("!ReadOnly && BindOptions.ReadOnlyNonRecursive");
        }
        if (!request.readOnly() && forced) {
            throw conflict("!ReadOnly && BindOptions.ReadOnlyForceRecursive");
        }
        if (shallow && forced) {
            throw conflict("ReadOnlyNonRecursive && BindOptions.ReadOnlyForceRecursive");
        }
    }

    private static InvalidInput conflict(String what) {
        return new InvalidInput(FaultCode.MOUNT_OPTIONS_CONFLICT, what);
    }

    private void volumeMount(MountRequest request, String destination) {
        var options = request.volume();
        var subpath = options == null ? "" : options.subpath();
        if (!subpath.isEmpty() && request.source().isEmpty()) {
            throw invalid("volume", "must not set Subpath when using anonymous volumes");
        }
        requireBeneath("volume", subpath);
        var driver = options == null ? null : options.driver();
        if (driver != null) requireLocal(driver.name());
        boolean anonymous = request.source().isEmpty();
        var wanted =
                new NewVolume(
                        anonymous ? sources.anonymousName() : request.source(),
                        anonymous,
                        options == null ? Map.of() : options.labels(),
                        driver == null ? Map.of() : driver.options());
        var access = new Access(!request.readOnly(), true, request.readOnly(), false, null);
        var origin = subpath.isEmpty() ? null : new Origin(subpath, null, null);
        volume(wanted, destination, "z", access, origin);
    }

    private void imageMount(MountRequest request, String destination) {
        if (request.source().isEmpty()) throw invalid("image", "field Source must not be empty");
        var options = request.image();
        var subpath = options == null ? "" : options.subpath();
        requireBeneath("image", subpath);
        var found = sources.image(request.source());
        add(
                new MountPoint(
                        Kind.IMAGE,
                        request.source(),
                        found.id(),
                        destination,
                        "",
                        new Access(false, false, false, false, null),
                        List.of(),
                        new Origin(subpath, found.image(), null)));
    }

    private static void requireBeneath(String type, String subpath) {
        if (subpath.isEmpty()) return;
        if (subpath.startsWith("/") || Path.of(subpath).normalize().startsWith("..")) {
            throw invalid(type, "subpath must be a relative path within the volume");
        }
    }

    private static void requireLocal(String driver) {
        if (driver.isEmpty() || driver.equals("local")) return;
        throw new NotFound(FaultCode.VOLUME_DRIVER_UNKNOWN, driver);
    }

    private void tmpfsMount(MountRequest request, String destination) {
        if (!request.source().isEmpty()) {
            throw invalid("tmpfs", "field Source must not be specified");
        }
        var words = new ArrayList<String>();
        if (request.readOnly()) words.add("ro");
        var options = request.tmpfs();
        if (options != null) {
            if (options.sizeBytes() > 0) words.add("size=" + options.sizeBytes());
            if (options.mode() != 0) words.add("mode=" + Integer.toOctalString(options.mode()));
            for (var option : options.options()) words.add(tmpfsOption(option));
        }
        addTmpfs(destination, words, "");
    }

    private static String tmpfsOption(List<String> option) {
        if (option.isEmpty() || option.size() > 2) {
            throw invalid("tmpfs", "invalid option array length");
        }
        var word = option.getFirst();
        if (!word.equals("exec") && !word.equals("noexec")) {
            throw invalid("tmpfs", "invalid option: " + word);
        }
        return String.join("=", option);
    }

    private void tmpfs(String written, String options) {
        var words = options.isEmpty() ? List.<String>of() : List.of(options.split(",", -1));
        addTmpfs(destination("tmpfs", written), words, options);
    }

    private void addTmpfs(String destination, List<String> words, String mode) {
        TmpfsOptions.parse(words);
        add(
                new MountPoint(
                        Kind.TMPFS,
                        "",
                        "",
                        destination,
                        mode,
                        new Access(!words.contains("ro"), false, false, false, null),
                        words));
    }

    private void add(MountPoint point) {
        requireFree(point.destination());
        asked.add(point.destination());
        points.put(point.destination(), point);
    }

    private void requireFree(String destination) {
        if (asked.contains(destination)) {
            throw new InvalidInput(FaultCode.MOUNT_POINT_DUPLICATE, destination);
        }
    }

    private static String destination(String type, String written) {
        if (written.isEmpty()) throw invalid(type, "field Target must not be empty");
        var normal = Path.of(written).normalize().toString();
        if (normal.equals("/")) {
            throw invalid(type, "invalid specification: destination can't be '/'");
        }
        requireAbsolute(type, written);
        return normal;
    }

    private static void requireAbsolute(String type, String path) {
        if (path.startsWith("/")) return;
        throw invalid(type, "invalid mount path: '" + path + "' mount path must be absolute");
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static InvalidInput specification(String text, String why) {
        return new InvalidInput(FaultCode.VOLUME_SPECIFICATION_INVALID, text, why);
    }

    private static InvalidInput extra(String type, String field) {
        return invalid(type, "field " + field + " must not be specified");
    }

    private static InvalidInput invalid(String type, String why) {
        return new InvalidInput(FaultCode.MOUNT_INVALID, type, why);
    }
}
