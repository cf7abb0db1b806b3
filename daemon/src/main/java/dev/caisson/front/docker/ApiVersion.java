package dev.caisson.front.docker;

import org.jspecify.annotations.Nullable;

/// A version of the Docker API, `1.24` to `1.51` here.
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    public static final ApiVersion NEWEST = new ApiVersion(1, 51);
    public static final ApiVersion OLDEST = new ApiVersion(1, 24);

    /// @return null when it is not two numbers with a dot between them
    static @Nullable ApiVersion parse(String written) {
        int dot = written.indexOf('.');
        if (dot < 1 || written.length() > 8) return null;
        try {
            return new ApiVersion(
                    Integer.parseInt(written, 0, dot, 10),
                    Integer.parseInt(written, dot + 1, written.length(), 10));
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    /// @param minor of version 1
    public boolean isBefore(int minor) {
        return compareTo(new ApiVersion(1, minor)) < 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
