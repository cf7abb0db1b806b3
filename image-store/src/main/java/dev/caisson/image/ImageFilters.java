package dev.caisson.image;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which images to list or prune. Different kinds must all hold; of one kind one is enough, of
/// labels all.
///
/// @param dangling true for only those without a name, false for only those with one, null for all
/// @param labels each `key` or `key=value`
/// @param excludedLabels images that have one of these are left out (`label!=`)
/// @param references patterns as `path.Match` of Go has them, on the familiar name with or without
///     its tag
/// @param before names or ids: only images made before one of these
/// @param since names or ids: only images made after one of these
/// @param until only images made before this moment
public record ImageFilters(
        @Nullable Boolean dangling,
        List<String> labels,
        List<String> excludedLabels,
        List<String> references,
        List<String> before,
        List<String> since,
        @Nullable Instant until) {
    public ImageFilters {
        labels = List.copyOf(labels);
        excludedLabels = List.copyOf(excludedLabels);
        references = List.copyOf(references);
        before = List.copyOf(before);
        since = List.copyOf(since);
    }

    /// Every image.
    public static ImageFilters all() {
        return new ImageFilters(null, List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }

    /// Only images without a name.
    public static ImageFilters danglingOnly() {
        return new ImageFilters(true, List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }
}
