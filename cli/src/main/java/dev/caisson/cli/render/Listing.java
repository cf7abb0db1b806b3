package dev.caisson.cli.render;

import dev.caisson.cli.json.Json;
import dev.caisson.cli.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Rows of answers, shown as the user asked with `--format`: Docker's table, `table TEMPLATE`,
/// `json`, or a template for each row.
///
/// A template names a column by its placeholder, `{{.ID}}`.
public final class Listing {
    /// @param placeholder name in templates and in `--format json`
    /// @param heading of the table
    /// @param value made from one row of the answer
    private record Column(
            String placeholder,
            String heading,
            boolean shown,
            Function<@Nullable Object, String> value) {}

    private final List<Column> columns = new ArrayList<>();

    /// A column of the default table.
    public Listing column(
            String placeholder, String heading, Function<@Nullable Object, String> value) {
        columns.add(new Column(placeholder, heading, true, value));
        return this;
    }

    /// A column for templates only.
    public Listing hidden(
            String placeholder, String heading, Function<@Nullable Object, String> value) {
        columns.add(new Column(placeholder, heading, false, value));
        return this;
    }

    /// @param format as given, or null for the default table
    /// @throws dev.caisson.cli.template.TemplateError when the format is no template
    public String render(List<@Nullable Object> rows, @Nullable String format) {
        if (format == null || format.isEmpty() || format.equals("table")) return table(rows);
        if (format.equals("json")) return lines(rows, Template.parse("{{json .}}"));
        if (format.startsWith("table ")) return table(rows, format.substring("table ".length()));
        return lines(rows, Template.parse(format));
    }

    private String table(List<@Nullable Object> rows) {
        var shown = columns.stream().filter(Column::shown).toList();
        var table = new Table(shown.stream().map(Column::heading).toArray(String[]::new));
        for (var row : rows)
            table.row(shown.stream().map(column -> column.value().apply(row)).toList());
        return table.toString();
    }

    private String table(List<@Nullable Object> rows, String format) {
        var template = Template.parse(format);
        var headings = new TreeMap<String, @Nullable Object>();
        for (var column : columns) headings.put(column.placeholder(), column.heading());
        var table = new Table(template.apply(headings).split("\t", -1));
        for (var row : rows) table.row(List.of(template.apply(placeholders(row)).split("\t", -1)));
        return table.toString();
    }

    private String lines(List<@Nullable Object> rows, Template template) {
        var out = new StringBuilder();
        for (var row : rows) out.append(template.apply(placeholders(row))).append('\n');
        return out.toString();
    }

    private Map<String, @Nullable Object> placeholders(@Nullable Object row) {
        var values = new TreeMap<String, @Nullable Object>();
        for (var column : columns) values.put(column.placeholder(), column.value().apply(row));
        return values;
    }

    /// One value through a format: `json` or a template; indented JSON without one.
    ///
    /// @param format as given, or null
    public static String one(@Nullable Object value, @Nullable String format) {
        if (format == null || format.isEmpty()) return Json.indented(value) + "\n";
        if (format.equals("json"))
            return new String(Json.write(value), StandardCharsets.UTF_8) + "\n";
        return Template.parse(format).apply(value) + "\n";
    }
}
