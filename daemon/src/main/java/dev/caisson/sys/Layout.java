package dev.caisson.sys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Size of a C structure and the offsets of the fields that are used, as a test compares them with
/// the C compiler's.
final class Layout {
    /// One field.
    record Field(String name, int offset) {}

    private final String type;
    private final int size;
    private final List<Field> fields = new ArrayList<>();

    Layout(String type, int size) {
        this.type = type;
        this.size = size;
    }

    /// Declares a field while the layout is built.
    ///
    /// @return its offset
    int field(String name, int offset) {
        fields.add(new Field(name, offset));
        return offset;
    }

    /// As C writes it.
    String type() {
        return type;
    }

    int size() {
        return size;
    }

    List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }
}
