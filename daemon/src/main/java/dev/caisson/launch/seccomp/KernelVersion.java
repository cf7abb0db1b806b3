package dev.caisson.launch.seccomp;

import java.util.regex.Pattern;

/// The first two numbers of a kernel's version.
public record KernelVersion(int major, int minor) {
    private static final Pattern START = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\D.*)?");

    /// Parses what `uname -r` prints, or a profile's `minKernel`.
    ///
    /// @throws IllegalArgumentException when it does not start with two numbers
    public static KernelVersion parse(String release) {
        var matcher = START.matcher(release);
        if (!matcher.matches())
            throw new IllegalArgumentException("invalid kernel version: " + release);
        return new KernelVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// That of the running kernel.
    public static KernelVersion running() {
        return parse(System.getProperty("os.version"));
    }

    boolean isAtLeast(KernelVersion other) {
        return major > other.major || (major == other.major && minor >= other.minor);
    }
}
