package dev.caisson.cli.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Units;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Images as a tree: beneath each the platforms its names stand for. Source: docker/cli
/// command/image/tree.go (output).
final class ImageTree {
    private static final int WIDTH = 80;
    private static final int GAP = 3;
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("ID", 12, true),
                    new Column("DISK USAGE", 10, false),
                    new Column("CONTENT SIZE", 12, false),
                    new Column("EXTRA", 5, true));

    private final List<Line> lines = new ArrayList<>();

    private record Column(String heading, int width, boolean isLeft) {}

    /// @param cells empty for a line with a name alone, and nothing at all for an empty one
    private record Line(String name, List<String> cells) {
        static final Line EMPTY = new Line("", List.of());
    }

    /// @param images as the API lists them, with manifests
    ImageTree(List<@Nullable Object> images) {
        for (var image : images) add(image);
    }

    private void add(@Nullable Object image) {
        var names = new ArrayList<String>();
        for (var tag : Json.list(Json.at(image, "RepoTags"))) names.add(String.valueOf(tag));
        if (names.isEmpty()) names.add("<untagged>");
        long content = 0;
        boolean isUsed = false;
        var children = new ArrayList<Line>();
        for (var manifest : Json.list(Json.at(image, "Manifests"))) {
            content += Json.number(manifest, "Size", "Content");
            if (!Json.text(manifest, "Kind").equals("image")) continue;
            boolean used = !Json.list(Json.at(manifest, "ImageData", "Containers")).isEmpty();
            isUsed |= used;
            children.add(
                    new Line(
                            platform(manifest),
                            cells(
                                    Json.text(manifest, "ID"),
                                    Json.number(manifest, "Size", "Total"),
                                    Json.number(manifest, "Size", "Content"),
                                    used)));
        }
        var last = names.removeLast();
        for (var name : names) lines.add(new Line(name, List.of()));
        lines.add(
                new Line(
                        last,
                        cells(
                                Json.text(image, "Id"),
                                Json.number(image, "Size"),
                                content,
                                isUsed)));
        for (int i = 0; i < children.size(); i++) {
            var child = children.get(i);
            var branch = i == children.size() - 1 ? "└─ " : "├─ ";
            lines.add(new Line(branch + child.name, child.cells));
        }
        if (!children.isEmpty()) lines.add(Line.EMPTY);
    }

    private static String platform(@Nullable Object manifest) {
        var platform = Json.at(manifest, "ImageData", "Platform");
        var variant = Json.text(platform, "variant");
        return Json.text(platform, "os")
                + "/"
                + Json.text(platform, "architecture")
                + (variant.isEmpty() ? "" : "/" + variant);
    }

    private static List<String> cells(String id, long usage, long content, boolean isUsed) {
        return List.of(
                Identity.shown(id, false),
                Units.size(usage),
                Units.size(content),
                isUsed ? "  U" : "");
    }

    void print(PrintStream out) {
        int first = first();
        var legend = "Info ->  U In Use ";
        out.println(" ".repeat(WIDTH - legend.length()) + legend);
        out.println();
        var headings = COLUMNS.stream().map(Column::heading).toList();
        out.println(line(new Line("IMAGE", headings), first).stripTrailing());
        for (var line : lines) out.println(line(line, first));
    }

    // Docker counts the bytes of the branches.
    private int first() {
        int others = 0;
        for (var column : COLUMNS) others += GAP + column.width;
        int longest = "IMAGE".length();
        for (var line : lines) longest = Math.max(longest, line.name.getBytes(UTF_8).length);
        return Math.min(longest, WIDTH - others);
    }

    private static String line(Line line, int first) {
        if (line.cells.isEmpty()) return line.name;
        var text = new StringBuilder(padded(Identity.ellipsis(line.name, first), first, true));
        for (int i = 0; i < COLUMNS.size(); i++) {
            var column = COLUMNS.get(i);
            text.append(" ".repeat(GAP));
            text.append(padded(line.cells.get(i), column.width, column.isLeft));
        }
        return text.toString();
    }

    private static String padded(String text, int width, boolean isLeft) {
        var spaces = " ".repeat(Math.max(0, width - text.length()));
        return isLeft ? text + spaces : spaces + text;
    }
}
