package dev.caisson.front.docker;

import java.util.ArrayDeque;

/// Paths without doubled slashes and dots, as Go's router wants them.
final class CleanPath {
    private CleanPath() {}

    static String of(String path) {
        if (!path.contains("//") && !path.contains("/.")) return path;
        var segments = new ArrayDeque<String>();
        for (var segment : path.split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.add(segment);
            }
        }
        var cleaned = "/" + String.join("/", segments);
        boolean slash = path.endsWith("/") && cleaned.length() > 1;
        return slash ? cleaned + "/" : cleaned;
    }
}
