package dev.caisson.cli.registry;

import dev.caisson.cli.DaemonError;
import dev.caisson.cli.http.Answer;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows the progress of a pull or a push: on a terminal a line for each layer that is written
/// again, elsewhere a line for each thing that happens.
public final class TransferDisplay {
    private static final int BAR = 40;

    private final PrintStream out;
    private final boolean isTerminal;
    private final boolean isQuiet;
    private final List<String> layers = new ArrayList<>();

    public TransferDisplay(PrintStream out, boolean isTerminal, boolean isQuiet) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.isQuiet = isQuiet;
    }

    /// Shows an answer to its end, and closes its connection.
    ///
    /// @throws DaemonError when its last line is an error
    public void show(Answer answer) throws IOException {
        try (var _ = answer.connection();
                var lines = Json.stream(answer.body())) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                var error = Json.text(line, "error");
                if (!error.isEmpty()) throw new DaemonError(500, error);
                show(line);
            }
        } finally {
            out.flush();
        }
    }

    /// Shows one line; what is no progress of a transfer shows nothing.
    public void show(Object line) {
        if (Json.at(line, "aux", "manifestPushedInsteadOfIndex") instanceof Boolean) {
            instead(line);
            return;
        }
        if (isQuiet) return;
        var id = Json.text(line, "id");
        var status = Json.text(line, "status");
        if (status.isEmpty()) return;
        boolean isLayer = Json.at(line, "progressDetail") != null && !id.isEmpty();
        if (!isLayer) {
            out.println(id.isEmpty() ? status : id + ": " + status);
        } else if (isTerminal) {
            rewrite(id, status + bar(line));
        } else if (bar(line).isEmpty()) {
            out.println(id + ": " + status);
        }
        out.flush();
    }

    private void instead(Object line) {
        out.println(
                "Info -> Not all multiplatform-content is present and only the available"
                        + " single-platform image was pushed");
        out.println(
                Json.text(line, "aux", "originalIndex", "digest")
                        + " -> "
                        + Json.text(line, "aux", "selectedManifest", "digest"));
    }

    private void rewrite(String id, String text) {
        int at = layers.indexOf(id);
        if (at < 0) {
            layers.add(id);
            out.println(id + ": " + text);
            return;
        }
        int up = layers.size() - at;
        out.print("\u001b[" + up + "A\r\u001b[2K" + id + ": " + text + "\u001b[" + up + "B\r");
    }

    private static String bar(@Nullable Object line) {
        long current = Json.number(line, "progressDetail", "current");
        long total = Json.number(line, "progressDetail", "total");
        if (total <= 0 || current <= 0) return "";
        int done = (int) Math.min(BAR, current * BAR / total);
        var tip = done < BAR ? ">" : "";
        return " ["
                + "=".repeat(done)
                + tip
                + " ".repeat(Math.max(0, BAR - done - tip.length()))
                + "] "
                + Units.size(current)
                + "/"
                + Units.size(total);
    }
}
