package dev.caisson.cli.container;

import dev.caisson.cli.arguments.UsageError;

/// One end of a copy. How a path is written decides what a copy does: with a slash at its end it
/// must be a directory, with a dot it is what is in that directory.
///
/// @param container empty for this machine
/// @param path `-` on this machine is standard input or output
record CopyPath(String container, String path) {
    static CopyPath parse(String written) {
        if (written.isEmpty()) throw new UsageError("source or destination can not be empty");
        int colon = written.indexOf(':');
        boolean here = colon < 0 || written.startsWith("/") || written.startsWith(".");
        if (here) return new CopyPath("", written);
        if (colon == 0) throw new UsageError("no container before the colon: " + written);
        return new CopyPath(written.substring(0, colon), written.substring(colon + 1));
    }

    boolean isHere() {
        return container.isEmpty();
    }

    boolean isStream() {
        return isHere() && path.equals("-");
    }

    /// Whether only a directory can be meant.
    static boolean namesDirectory(String path) {
        return path.endsWith("/") || namesContent(path);
    }

    /// Whether what is in a directory is meant.
    static boolean namesContent(String path) {
        return path.equals(".") || path.endsWith("/.");
    }

    /// The last part; `.` when what is in a directory is meant, and empty for the root.
    static String base(String path) {
        if (namesContent(path)) return ".";
        var stripped = strip(path);
        return stripped.substring(stripped.lastIndexOf('/') + 1);
    }

    /// All but the last part.
    static String parent(String path) {
        if (namesContent(path)) return strip(path.substring(0, path.length() - 1));
        var stripped = strip(path);
        int slash = stripped.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : stripped.substring(0, slash);
    }

    private static String strip(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') end--;
        return path.substring(0, end);
    }
}
