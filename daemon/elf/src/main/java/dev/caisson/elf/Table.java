package dev.caisson.elf;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A complete program: rows and data with their final addresses. Immutable. Made by
/// [TableBuilder#build], written by [ElfWriter].
public final class Table {
    private final Machine machine;
    private final List<Row> rows;
    private final List<Datum> data;
    private final Layout layout;

    Table(Machine machine, List<Row> rows, List<Datum> data) {
        this.machine = machine;
        this.rows = List.copyOf(rows);
        this.data = List.copyOf(data);
        this.layout = Layout.of(machine, this.rows.size(), this.data);
    }

    /// What it runs on.
    public Machine machine() {
        return machine;
    }

    /// All rows in order. The last is the guard which [TableBuilder#build] adds.
    public List<Row> rows() {
        return rows;
    }

    /// The row that an error report means by its address, the number in CURRENT.
    ///
    /// @return nothing when no row begins there
    public Optional<Row> rowAt(long address) {
        long distance = address - layout.table();
        if (distance < 0 || distance % Layout.ROW_BYTES != 0) return Optional.empty();
        long index = distance / Layout.ROW_BYTES;
        return index < rows.size() ? Optional.of(rows.get((int) index)) : Optional.empty();
    }

    /// Where a byte of the program's memory is while it runs.
    ///
    /// @throws IllegalArgumentException when the datum belongs to another table
    public int resolve(Address address) {
        var datum = address.datum();
        if (datum.index() >= data.size() || data.get(datum.index()) != datum) {
            throw new IllegalArgumentException(address + " belongs to another table");
        }
        return layout.address(datum) + address.offset();
    }

    List<Datum> data() {
        return data;
    }

    Layout layout() {
        return layout;
    }

    /// The rows, a line each.
    @Override
    public String toString() {
        return rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
    }
}
