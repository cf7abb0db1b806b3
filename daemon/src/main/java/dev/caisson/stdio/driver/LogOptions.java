package dev.caisson.stdio.driver;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads options of a log driver by type, refusing as dockerd words it.
final class LogOptions {
    private static final Set<String> COMMON =
            Set.of(
                    "mode",
                    "max-buffer-size",
                    "cache-disabled",
                    "cache-max-size",
                    "cache-max-file",
                    "cache-compress");
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,15})(\\.[0-9]+)?\\s*([kKmMgGtTpP]?)(i?[bB])?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

    private final Map<String, String> options;

    LogOptions(Map<String, String> options) {
        this.options = new TreeMap<>(options);
    }

    /// @param known besides those of every driver
    /// @throws InvalidInput `LOG_OPTION_UNKNOWN`
    void refuseOthers(String driver, Set<String> known) {
        for (var key : options.keySet()) {
            if (COMMON.contains(key) || known.contains(key)) continue;
            throw new InvalidInput(
                    FaultCode.LOG_OPTION_INVALID,
                    driver.equals("local")
                            ? "unknown log opt '" + key + "' for log driver local"
                            : "unknown log opt '" + key + "' for " + driver + " log driver");
        }
    }

    boolean has(String key) {
        return options.containsKey(key);
    }

    String text(String key) {
        return options.getOrDefault(key, "");
    }

    /// @throws InvalidInput `LOG_DRIVER_FAILED` as Go's strconv says it
    boolean flag(String key, boolean otherwise) {
        var text = options.get(key);
        if (text == null) return otherwise;
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> {
                var why = "strconv.ParseBool: parsing \"" + text + "\": invalid syntax";
                throw failed(why);
            }
        };
    }

    int count(String key, int otherwise) {
        var text = options.get(key);
        if (text == null) return otherwise;
        if (!NUMBER.matcher(text).matches()) {
            throw failed("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        return Integer.parseInt(text);
    }

    /// Bytes, with Docker's suffixes.
    long size(String key, long otherwise) {
        var text = options.get(key);
        if (text == null) return otherwise;
        long bytes = size(text);
        if (bytes < 0) throw failed("invalid size: '" + text + "'");
        return bytes;
    }

    /// @return -1 for what is no size
    static long size(String text) {
        var matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) return -1;
        int shift =
                switch (matcher.group(3).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    case "t" -> 40;
                    case "p" -> 50;
                    default -> 0;
                };
        var digits =
                matcher.group(2) == null ? matcher.group(1) : matcher.group(1) + matcher.group(2);
        double bytes = Double.parseDouble(digits) * (1L << shift);
        return bytes > Long.MAX_VALUE / 2.0 ? -1 : (long) bytes;
    }

    Set<String> list(String key) {
        return Arrays.stream(text(key).split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Nullable Pattern pattern(String key) {
        var text = text(key);
        if (text.isEmpty()) return null;
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException wrong) {
            throw new InvalidInput(
                    wrong,
                    FaultCode.LOG_DRIVER_FAILED,
                    "error parsing regexp: " + wrong.getDescription() + ": `" + text + "`");
        }
    }

    static InvalidInput failed(String why) {
        return new InvalidInput(FaultCode.LOG_DRIVER_FAILED, why);
    }

    static InvalidInput invalid(String what) {
        return new InvalidInput(FaultCode.LOG_OPTION_INVALID, what);
    }
}
