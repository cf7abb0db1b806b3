package dev.caisson.cli.render;

import java.util.ArrayList;
import java.util.List;

/// Columns as Docker's command line prints them: each as wide as its widest cell plus three spaces,
/// the last one not padded.
public final class Table {
    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();

    /// @param headings the first row, in capitals by convention
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /// @param cells one for each heading
    public Table row(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + rows.get(0).size());
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], width(row.get(i)));
        }
        var out = new StringBuilder();
        for (var row : rows) {
            for (int i = 0; i < columns; i++) {
                out.append(row.get(i));
                if (i < columns - 1) out.repeat(' ', widths[i] - width(row.get(i)) + GAP);
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
