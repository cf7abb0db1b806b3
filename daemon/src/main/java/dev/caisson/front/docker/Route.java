package dev.caisson.front.docker;

import org.jspecify.annotations.Nullable;

/// A method, a path with at most one `{name}` in it, and who answers. A name may contain slashes,
/// as those of images do.
record Route(String method, String before, @Nullable String after, Endpoint endpoint) {
    /// @param pattern such as `/containers/{name}/json`
    static Route of(String method, String pattern, Endpoint endpoint) {
        int open = pattern.indexOf('{');
        if (open < 0) return new Route(method, pattern, null, endpoint);
        int close = pattern.indexOf('}', open);
        return new Route(
                method, pattern.substring(0, open), pattern.substring(close + 1), endpoint);
    }

    /// @return the name; empty for a path without one; null when the path does not match
    @Nullable String match(String path) {
        if (after == null) return path.equals(before) ? "" : null;
        if (!path.startsWith(before) || !path.endsWith(after)) return null;
        if (path.length() < before.length() + after.length()) return null;
        return path.substring(before.length(), path.length() - after.length());
    }
}
