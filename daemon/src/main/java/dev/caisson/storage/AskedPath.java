package dev.caisson.storage;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.value.PathParts;

/// A path of a container as a client wrote it. A slash or a dot at its end says that a directory
/// is meant, and then a link at its end is followed. Source: moby daemon/archive.go.
///
/// @param whole absolute, without `.` and `..`
/// @param parent the same without its last part
/// @param base the last part; `.` when the path ends with a dot, and for the root unless it was
///     written without any
record AskedPath(String whole, String parent, String base, boolean directory) {
    static AskedPath parse(String written) {
        if (written.isEmpty()) throw Faults.of(FaultCode.ARCHIVE_PATH_EMPTY);
        var parts = PathParts.of(written);
        var whole = "/" + String.join("/", parts);
        boolean dot = written.equals(".") || written.endsWith("/.");
        if (parts.isEmpty()) {
            return new AskedPath("/", "/", written.contains(".") ? "." : "/", true);
        }
        var base = parts.removeLast();
        var parent = "/" + String.join("/", parts);
        return new AskedPath(whole, parent, dot ? "." : base, dot || written.endsWith("/"));
    }
}
