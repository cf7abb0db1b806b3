package dev.caisson.cli.create;

import dev.caisson.cli.arguments.UsageError;
import java.util.ArrayList;
import java.util.List;

/// One record of CSV, as the reader of docker's command line takes it: a field that begins with a
/// quote ends with one, may hold commas, and a doubled quote in it is one. Source: Go's
/// encoding/csv.
final class CsvLine {
    private final String line;
    private final List<String> fields = new ArrayList<>();
    private int at;

    private CsvLine(String line) {
        this.line = line;
    }

    /// @throws UsageError for a quote in the wrong place
    static List<String> parse(String line) {
        var reader = new CsvLine(line);
        do {
            reader.fields.add(reader.field());
        } while (reader.comma());
        return reader.fields;
    }

    private boolean comma() {
        if (at == line.length()) return false;
        at++;
        return true;
    }

    private String field() {
        if (at < line.length() && line.charAt(at) == '"') return quoted();
        int end = line.indexOf(',', at);
        var field = line.substring(at, end < 0 ? line.length() : end);
        int quote = field.indexOf('"');
        if (quote >= 0) throw wrong(at + quote, "bare \" in non-quoted field");
        at += field.length();
        return field;
    }

    private String quoted() {
        var field = new StringBuilder();
        int from = at + 1;
        while (true) {
            int quote = line.indexOf('"', from);
            if (quote < 0) throw wrong(line.length(), "extraneous or missing \" in quoted-field");
            field.append(line, from, quote);
            at = quote + 1;
            if (at == line.length() || line.charAt(at) == ',') return field.toString();
            if (line.charAt(at) != '"') {
                throw wrong(at, "extraneous or missing \" in quoted-field");
            }
            field.append('"');
            from = at + 1;
        }
    }

    private UsageError wrong(int column, String why) {
        return new UsageError(
                "invalid argument \"%s\" for \"--mount\" flag: parse error on line 1, column %d: %s"
                        .formatted(line.replace("\"", "\\\""), column + 1, why));
    }
}
