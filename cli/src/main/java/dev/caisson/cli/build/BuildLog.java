package dev.caisson.cli.build;

import dev.caisson.cli.DaemonError;
import dev.caisson.cli.http.Answer;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.registry.TransferDisplay;
import java.io.IOException;
import java.io.PrintStream;

/// Shows what the daemon tells of a build, keeps the image's id, and hands files on.
final class BuildLog {
    private final PrintStream out;
    private final TransferDisplay pulls;
    private final ProgressMode.Shown shown;
    private final ResultFiles files;
    private final AskedFiles asked;
    private String image = "";

    /// @param out for Docker's lines
    BuildLog(
            PrintStream out,
            boolean isTerminal,
            ProgressMode.Shown shown,
            ResultFiles files,
            AskedFiles asked) {
        this.out = out;
        this.shown = shown;
        this.files = files;
        this.asked = asked;
        pulls = new TransferDisplay(out, isTerminal, shown.isQuiet());
    }

    /// @return the id of the image, `sha256:…`; empty when none was made
    /// @throws DaemonError when the build failed
    String show(Answer answer) throws IOException {
        try (var lines = Json.stream(answer.body())) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                var error = Json.text(line, "error");
                if (!error.isEmpty()) {
                    long code = Json.number(line, "errorDetail", "code");
                    throw new BuildFailed(error, code == 0 ? 1 : (int) code);
                }
                var part = Json.at(line, "build");
                if (part != null) {
                    files.take(part);
                    asked.take(part);
                    shown.progress().ifPresent(progress -> progress.news(part));
                    continue;
                }
                var id = Json.text(line, "aux", "ID");
                if (!id.isEmpty()) image = id;
                var text = Json.text(line, "stream");
                if (shown.isQuiet()) {
                    // Then the id is all that the daemon says.
                    if (text.startsWith("sha256:")) image = text.strip();
                } else if (shown.progress().isEmpty()) {
                    out.print(text);
                    pulls.show(line);
                    out.flush();
                }
            }
        }
        return image;
    }

    /// A step failed.
    static final class BuildFailed extends IOException {
        private static final long serialVersionUID = 1;
        private final int code;

        BuildFailed(String message, int code) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
