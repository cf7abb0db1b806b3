package dev.caisson.value;

import java.util.ArrayList;
import java.util.List;

/// The names in a path, with `.` and `..` taken by their words: no file is looked at. What would
/// lead above the beginning stays there, so that the path is beneath whatever it is put onto.
public final class PathParts {
    private PathParts() {}

    /// @param path with slashes, absolute or not
    /// @return none for the beginning itself; may be changed by the caller
    public static List<String> of(String path) {
        var parts = new ArrayList<String>();
        for (var part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) continue;
            if (!part.equals("..")) parts.add(part);
            else if (!parts.isEmpty()) parts.removeLast();
        }
        return parts;
    }
}
