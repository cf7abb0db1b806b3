package dev.caisson.main;

import dev.caisson.container.request.Lifecycle.LogChoice;
import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.engine.GarbageCollection.Watermarks;
import dev.caisson.engine.Watermark;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.registry.InsecureRegistry;
import dev.caisson.image.registry.Mirror;
import dev.caisson.image.registry.ProxyRules;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.image.registry.RetryRules;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.main.DaemonOptions.Cdi;
import dev.caisson.main.DaemonOptions.ForContainers;
import dev.caisson.main.DaemonOptions.ForImages;
import dev.caisson.main.DaemonOptions.LogLevel;
import dev.caisson.spec.LogLayout;
import dev.caisson.stdio.driver.LogDrivers;
import dev.caisson.value.Bytes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins flags and configuration file to options; the same directive in both is refused.
final class OptionReader {
    private static final Logger LOG = LoggerFactory.getLogger(OptionReader.class);
    static final Path CONFIG_FILE = Path.of("/etc/caisson/daemon.json");
    private static final String DATA_ROOT = "/var/lib/caisson";
    private static final String EXEC_ROOT = "/run/caisson";
    private static final List<Path> CERTIFICATES =
            List.of(Path.of("/etc/caisson/certs.d"), Path.of("/etc/docker/certs.d"));
    private static final List<String> MODES = List.of("host", "private");
    private static final List<String> FEATURES = List.of("buildkit", "cdi");
    private static final List<String> CDI_DIRECTORIES = List.of("/etc/cdi", "/var/run/cdi");
    private static final String UNIX = "unix://";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})\\s*([kKmMgGtT]?)(i?[bB])?");

    private final Given given;

    private OptionReader(Given given) {
        this.given = given;
    }

    /// @throws OptionError when they contradict each other or cannot be understood
    static DaemonOptions read(CommandLineArguments flags) {
        flags.foreign()
                .forEach(
                        (flag, why) ->
                                LOG.warn("flag=--{} changes nothing: {}, ignoring", flag, why));
        var chosen = flags.configFile();
        var file = ConfigFile.read(chosen == null ? CONFIG_FILE : Path.of(chosen), chosen != null);
        return join(flags.values(), file);
    }

    static DaemonOptions join(
            Map<Directive, List<String>> flags, Map<Directive, List<String>> file) {
        var both = new ArrayList<String>();
        for (var directive : Directive.values()) {
            if (!flags.containsKey(directive) || !file.containsKey(directive)) continue;
            both.add(
                    directive.key()
                            + ": (from flag: "
                            + String.join(", ", flags.get(directive))
                            + ", from file: "
                            + String.join(", ", file.get(directive))
                            + ")");
        }
        if (!both.isEmpty()) {
            throw new OptionError(
                    "the following directives are specified both as a flag and in the configuration"
                            + " file: "
                            + String.join(", ", both));
        }
        var joined = new EnumMap<Directive, List<String>>(Directive.class);
        joined.putAll(file);
        joined.putAll(flags);
        return new OptionReader(new Given(joined)).options();
    }

    private DaemonOptions options() {
        var execRoot = path(text(Directive.EXEC_ROOT).orElse(EXEC_ROOT));
        var hosts = texts(Directive.HOST);
        var sockets =
                hosts.isEmpty()
                        ? List.of(execRoot.resolve("caisson.sock"))
                        : hosts.stream().map(OptionReader::socket).toList();
        return new DaemonOptions(
                path(text(Directive.DATA_ROOT).orElse(DATA_ROOT)),
                execRoot,
                sockets,
                logLevel(),
                text(Directive.PID_FILE).map(OptionReader::path).orElse(null),
                text(Directive.GROUP).orElse(null),
                flag(Directive.STOP_CONTAINERS),
                metrics(),
                forContainers(),
                new NetworkDirectives(given).read(),
                forImages(),
                new BuildDirectives(given).read());
    }

    private @Nullable InetSocketAddress metrics() {
        var written = text(Directive.METRICS).orElse("");
        if (written.isEmpty()) return null;
        int colon = written.lastIndexOf(':');
        var port = written.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new OptionError("invalid metrics-addr: " + written + ": HOST:PORT is needed");
        }
        var host = written.substring(0, colon);
        return new InetSocketAddress(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(port));
    }

    private ForImages forImages() {
        try {
            var certificates = new ArrayList<>(CERTIFICATES);
            texts(Directive.REGISTRY_CERTIFICATES).forEach(text -> certificates.add(path(text)));
            var registries =
                    new RegistrySettings(
                            texts(Directive.INSECURE_REGISTRY).stream()
                                    .map(InsecureRegistry::parse)
                                    .toList(),
                            texts(Directive.REGISTRY_MIRROR).stream().map(Mirror::parse).toList(),
                            certificates,
                            ProxyRules.of(System.getenv()),
                            RetryRules.defaults());
            return new ForImages(registries, downloads(), garbage());
        } catch (InvalidInput wrong) {
            throw new OptionError(wrong.text(), wrong);
        }
    }

    private @Nullable Watermarks garbage() {
        var high = text(Directive.GARBAGE_HIGH).orElse("90%");
        if (high.equals("0")) return null;
        var low = text(Directive.GARBAGE_LOW).orElse(high.endsWith("%") ? "80%" : high);
        boolean same = high.endsWith("%") == low.endsWith("%");
        if (!same) throw new OptionError("gc watermarks of two sorts: " + high + " and " + low);
        var marks = new Watermarks(watermark(high), watermark(low));
        if (marks.high() instanceof Watermark.Percent(int from)
                && marks.low() instanceof Watermark.Percent(int to)
                && to > from) {
            if (text(Directive.GARBAGE_LOW).isEmpty())
                return new Watermarks(marks.high(), marks.high());
            throw new OptionError("the low gc watermark is above the high one: " + low);
        }
        return marks;
    }

    private static Watermark watermark(String text) {
        if (!text.endsWith("%")) return new Watermark.Size(new Bytes(size(text)));
        var number = text.substring(0, text.length() - 1);
        if (!number.matches("[1-9][0-9]?")) throw new OptionError("invalid gc watermark: " + text);
        return new Watermark.Percent(Integer.parseInt(number));
    }

    private int downloads() {
        var text = text(Directive.MAX_DOWNLOADS).orElse("");
        if (text.isEmpty()) return LayoutImageStore.DOWNLOADS;
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw new OptionError("invalid max concurrent downloads: " + text);
        }
        return Integer.parseInt(text);
    }

    private ForContainers forContainers() {
        var ipc = text(Directive.IPC_MODE).orElse("private");
        if (!ipc.equals("private") && !ipc.equals("shareable")) {
            throw new OptionError("Default IPC mode setting (" + ipc + ") is invalid");
        }
        var cgroup = text(Directive.CGROUP_NAMESPACE).filter(mode -> !mode.isEmpty());
        if (cgroup.isPresent() && !MODES.contains(cgroup.get())) {
            throw new OptionError(
                    "invalid default cgroup namespace ("
                            + cgroup.get()
                            + "): use \"host\" or \"private\"");
        }
        return new ForContainers(
                flag(Directive.INIT),
                flag(Directive.NO_NEW_PRIVILEGES),
                texts(Directive.ULIMIT).stream().map(OptionReader::ulimit).toList(),
                text(Directive.CGROUP_PARENT).orElse(""),
                text(Directive.SHM_SIZE).map(OptionReader::size).orElse(0L),
                ipc,
                cgroup.orElse("private"),
                cdi(),
                texts(Directive.LABEL),
                log());
    }

    /// One empty directory is none. Source: moby cmd/dockerd/daemon.go, loadDaemonCliConfig
    private Cdi cdi() {
        var features = features();
        if (!features.getOrDefault("cdi", true)) return new Cdi(false, List.of());
        var given = this.given.values().get(Directive.CDI_DIRECTORIES);
        var directories = given == null ? CDI_DIRECTORIES : given;
        return new Cdi(true, directories.equals(List.of("")) ? List.of() : directories);
    }

    private Map<String, Boolean> features() {
        var features = new HashMap<String, Boolean>();
        for (var written : texts(Directive.FEATURES)) {
            int equals = written.indexOf('=');
            var name = equals < 0 ? written : written.substring(0, equals);
            var value = equals < 0 ? "true" : written.substring(equals + 1);
            if (!FEATURES.contains(name) || !(value.equals("true") || value.equals("false"))) {
                throw new OptionError(
                        "invalid feature: "
                                + written
                                + ": there are "
                                + String.join(" and ", FEATURES)
                                + ", each true or false");
            }
            features.put(name, value.equals("true"));
        }
        if (!features.getOrDefault("buildkit", true)) {
            throw new OptionError("invalid feature: buildkit=false: it is always there");
        }
        return features;
    }

    private LogChoice log() {
        var options = new HashMap<String, String>();
        for (var option : texts(Directive.LOG_OPTION)) {
            int equals = option.indexOf('=');
            if (equals <= 0) throw new OptionError("invalid log-opt: " + option);
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        try {
            var driver = text(Directive.LOG_DRIVER).orElse("");
            var _ = LogDrivers.parse(driver, options, LogLayout.defaults());
            return new LogChoice(driver, options);
        } catch (InvalidInput wrong) {
            throw new OptionError("failed to set log opts: " + wrong.text(), wrong);
        }
    }

    private LogLevel logLevel() {
        var word = text(Directive.LOG_LEVEL).orElse("info").toUpperCase(Locale.ROOT);
        if (flag(Directive.DEBUG)) return LogLevel.DEBUG;
        for (var level : LogLevel.values()) {
            if (level.name().equals(word)) return level;
        }
        throw new OptionError("invalid logging level: " + word.toLowerCase(Locale.ROOT));
    }

    private Optional<String> text(Directive directive) {
        return given.text(directive);
    }

    private List<String> texts(Directive directive) {
        return given.texts(directive);
    }

    private boolean flag(Directive directive) {
        return given.flag(directive, false);
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }

    private static Path socket(String host) {
        if (!host.startsWith(UNIX)) {
            throw new OptionError(
                    "cannot listen on "
                            + host
                            + ": only unix sockets are served, such as"
                            + " unix:///run/caisson/caisson.sock");
        }
        return path(host.substring(UNIX.length()));
    }

    private static Ulimit ulimit(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':', equals + 1);
        try {
            if (equals <= 0) throw new OptionError("invalid ulimit argument: " + text);
            long soft =
                    Long.parseLong(text.substring(equals + 1, colon < 0 ? text.length() : colon));
            long hard = colon < 0 ? soft : Long.parseLong(text.substring(colon + 1));
            return new Ulimit(text.substring(0, equals), soft, hard);
        } catch (NumberFormatException wrong) {
            throw new OptionError("invalid ulimit argument: " + text, wrong);
        }
    }

    static long size(String text) {
        var matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) throw new OptionError("invalid size: '" + text + "'");
        int shift =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    case "t" -> 40;
                    default -> 0;
                };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    }
}
