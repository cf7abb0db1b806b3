package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file of a cgroup and what to write to it, in order.
///
/// @param controller whose directory the file is in
/// @param feature whose warning is due when the kernel does not have the file
/// @param otherwise what to write then, before the warning
record CgroupWrite(
        String controller,
        String file,
        List<String> values,
        Feature feature,
        @Nullable CgroupWrite otherwise) {
    CgroupWrite {
        values = List.copyOf(values);
    }

    static CgroupWrite of(String file, String value, Feature feature) {
        return of(file, List.of(value), feature);
    }

    /// The controller is the part before the first dot.
    static CgroupWrite of(String file, List<String> values, Feature feature) {
        return new CgroupWrite(file.substring(0, file.indexOf('.')), file, values, feature, null);
    }

    CgroupWrite or(CgroupWrite other) {
        return new CgroupWrite(controller, file, values, feature, other);
    }
}
