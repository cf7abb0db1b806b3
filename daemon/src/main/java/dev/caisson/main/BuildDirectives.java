package dev.caisson.main;

import dev.caisson.build.cache.CacheLimits;
import java.time.Duration;
import java.util.regex.Pattern;

/// What was said of builds: the words of dockerd's `builder.gc`.
final class BuildDirectives {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,8})([smhd])");

    private final Given given;

    BuildDirectives(Given given) {
        this.given = given;
    }

    /// `defaultKeepStorage` is what it was called before BuildKit told apart what may be used from
    /// what is reserved.
    ///
    /// @throws OptionError when it cannot be understood
    CacheLimits read() {
        var limits = CacheLimits.defaults();
        boolean enabled = limits.enabled();
        long reserved = limits.reserved();
        long most = limits.most();
        var unused = limits.unused();
        for (var written : given.texts(Directive.BUILDER)) {
            var parts = written.split("=", 2);
            var value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "enabled" -> enabled = isTrue(written, value);
                case "defaultReservedSpace" -> reserved = OptionReader.size(value);
                case "defaultKeepStorage", "defaultMaxUsedSpace" -> most = OptionReader.size(value);
                case "keepDuration" -> unused = duration(written, value);
                default -> throw new OptionError("unknown limit of the build cache: " + written);
            }
        }
        return new CacheLimits(enabled, reserved, Math.max(reserved, most), unused);
    }

    private static boolean isTrue(String written, String value) {
        if (value.equals("true") || value.equals("false")) return value.equals("true");
        throw new OptionError("true or false is needed: " + written);
    }

    private static Duration duration(String written, String value) {
        var matcher = TIME.matcher(value);
        if (!matcher.matches()) throw new OptionError("a time such as 72h is needed: " + written);
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
