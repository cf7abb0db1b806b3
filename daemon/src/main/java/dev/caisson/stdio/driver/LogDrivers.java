package dev.caisson.stdio.driver;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.LogLayout;
import dev.caisson.stdio.driver.LogDriverSettings.Journal;
import dev.caisson.stdio.driver.LogDriverSettings.JsonFile;
import dev.caisson.stdio.driver.LogDriverSettings.Ring;
import dev.caisson.stdio.driver.LogDriverSettings.Target;
import dev.caisson.value.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The log drivers there are: their names, their options, what those mean. Texts are dockerd's.
public final class LogDrivers {
    /// The driver of a container for which nothing was chosen.
    public static final String STANDARD = "local";

    /// As `info` lists them.
    public static final List<String> NAMES =
            List.of("fluentd", "gelf", "journald", "json-file", "local", "none", "syslog");

    private static final Set<String> ATTRIBUTES =
            Set.of("labels", "labels-regex", "env", "env-regex", "tag");
    private static final Set<String> FILES = Set.of("max-size", "max-file", "compress");

    /// Of `none`: enough for a client that attaches.
    private static final LogLayout SMALL = new LogLayout(2, new Bytes(256 << 10));

    private static final int MOST_SEGMENTS = 64;
    private static final long LEAST_SEGMENT = 64 << 10;

    private LogDrivers() {}

    /// @param driver empty for [#STANDARD]
    /// @param standard the ring of a container that says nothing of it
    /// @throws InvalidInput `LOG_DRIVER_UNKNOWN`, `LOG_OPTION_INVALID`, `LOG_DRIVER_FAILED`
    public static LogDriverSettings parse(
            String driver, Map<String, String> options, LogLayout standard) {
        var given = new LogOptions(options);
        var attributes = attributes(given);
        boolean waits = waits(given, driver.equals("json-file"));
        if (driver.isEmpty() || driver.equals(STANDARD)) return local(given, standard);
        if (driver.equals("none")) {
            return new LogDriverSettings(driver, SMALL, false, attributes, false, new Ring());
        }
        var target = target(driver, given);
        boolean readable = cached(given) || target instanceof JsonFile;
        var layout = cacheLayout(given, standard);
        return new LogDriverSettings(driver, layout, readable, attributes, waits, target);
    }

    private static Target target(String driver, LogOptions given) {
        return switch (driver) {
            case "json-file" -> jsonFile(given);
            case "syslog" -> NetworkTargets.syslog(given);
            case "journald" -> journal(given);
            case "gelf" -> NetworkTargets.gelf(given);
            case "fluentd" -> NetworkTargets.fluentd(given);
            default -> throw new InvalidInput(FaultCode.LOG_DRIVER_UNKNOWN, driver);
        };
    }

    private static LogLayout cacheLayout(LogOptions given, LogLayout standard) {
        if (!given.has("cache-max-size") && !given.has("cache-max-file")) return standard;
        return layout(given.size("cache-max-size", 20 << 20), given.count("cache-max-file", 5));
    }

    private static LogDriverSettings local(LogOptions given, LogLayout standard) {
        given.refuseOthers("local", FILES);
        boolean sized = given.has("max-size") || given.has("max-file");
        boolean _ = given.flag("compress", true);
        long size = given.size("max-size", 20 << 20);
        int files = given.count("max-file", 5);
        if (files < 1) throw LogOptions.failed("max-file cannot be less than 1");
        if (size < 1) throw LogOptions.failed("max-size must be positive");
        return new LogDriverSettings(
                "local",
                sized ? layout(size, files) : standard,
                true,
                LogAttributes.none(),
                false,
                new Ring());
    }

    /// A ring that never takes more than the files asked for would.
    ///
    /// @param bytes of one file
    /// @param files 1 or more
    static LogLayout layout(long bytes, int files) {
        if (bytes < 1 || files < 1) {
            throw LogOptions.failed("max-size and max-file must be positive");
        }
        double total = (double) bytes * files;
        int segments = Math.clamp(files, 2, MOST_SEGMENTS);
        long segment = (long) Math.min(total / segments, 1L << 40);
        return new LogLayout(segments, new Bytes(Math.max(LEAST_SEGMENT, segment)));
    }

    private static Target jsonFile(LogOptions given) {
        var known = new HashSet<>(ATTRIBUTES);
        known.addAll(FILES);
        given.refuseOthers("json-file", known);
        long size = given.size("max-size", 0);
        if (given.has("max-size") && size <= 0) {
            throw LogOptions.failed("max-size must be a positive number");
        }
        int files = given.count("max-file", 1);
        if (files < 1) throw LogOptions.failed("max-file cannot be less than 1");
        boolean compress = given.flag("compress", false);
        if (compress && (files < 2 || size == 0)) {
            throw LogOptions.failed(
                    "compress cannot be true when max-file is less than 2 or max-size is not set");
        }
        return new JsonFile(size, files, compress);
    }

    private static Target journal(LogOptions given) {
        given.refuseOthers("journald", ATTRIBUTES);
        return new Journal();
    }

    private static LogAttributes attributes(LogOptions given) {
        return new LogAttributes(
                given.list("labels"),
                given.pattern("labels-regex"),
                given.list("env"),
                given.pattern("env-regex"),
                given.text("tag").isEmpty() ? null : new LogTag(given.text("tag")));
    }

    /// @param otherwise what a driver does when nothing was said
    private static boolean waits(LogOptions given, boolean otherwise) {
        var mode = given.text("mode");
        boolean buffer = given.has("max-buffer-size");
        boolean free = mode.equals("non-blocking");
        if (!mode.isEmpty() && !free && !mode.equals("blocking")) {
            throw LogOptions.invalid("logger: logging mode not supported: " + mode);
        }
        if (buffer && !free) {
            throw LogOptions.invalid(
                    "logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }
        if (buffer && LogOptions.size(given.text("max-buffer-size")) < 0) {
            throw LogOptions.invalid(
                    "error parsing option max-buffer-size: invalid size: '"
                            + given.text("max-buffer-size")
                            + "'");
        }
        return mode.isEmpty() ? otherwise : !free;
    }

    private static boolean cached(LogOptions given) {
        try {
            return !given.flag("cache-disabled", false);
        } catch (InvalidInput wrong) {
            throw new InvalidInput(
                    wrong,
                    FaultCode.LOG_OPTION_INVALID,
                    "invalid value for option cache-disabled: " + given.text("cache-disabled"));
        }
    }

    /// The options every driver with attributes knows.
    static Set<String> withAttributes(Set<String> own) {
        var known = new HashSet<>(ATTRIBUTES);
        known.addAll(own);
        return known;
    }
}
