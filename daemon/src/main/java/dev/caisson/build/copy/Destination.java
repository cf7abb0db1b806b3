package dev.caisson.build.copy;

import dev.caisson.value.PathParts;

/// Where files are copied to.
///
/// @param path absolute, without `.` and `..`
/// @param directory written as a directory, with a slash or a dot at its end
public record Destination(String path, boolean directory) {
    /// @param written relative to the working directory, unless it begins with a slash
    public static Destination of(String written, String workingDirectory) {
        boolean directory =
                written.endsWith("/")
                        || written.equals(".")
                        || written.equals("..")
                        || written.endsWith("/.")
                        || written.endsWith("/..");
        var path = absolute(written, workingDirectory);
        return new Destination(path, directory || path.equals("/"));
    }

    /// A path from the root, without `.` and `..`.
    public static String absolute(String written, String workingDirectory) {
        var whole = written.startsWith("/") ? written : workingDirectory + "/" + written;
        return "/" + String.join("/", PathParts.of(whole));
    }

    /// Where a file is put; the directory it is in.
    String parent() {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
