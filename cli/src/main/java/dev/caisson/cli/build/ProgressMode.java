package dev.caisson.cli.build;

import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.render.StandardStreams;
import dev.caisson.cli.terminal.Window;
import java.io.IOException;
import java.util.Optional;

/// How a build is shown: `--progress`, or the variable `BUILDKIT_PROGRESS`.
enum ProgressMode {
    /// The lines of Docker's classic builder.
    LINES,
    PLAIN,
    TTY,
    RAWJSON,
    QUIET;

    /// @throws UsageError for an unknown word, or a terminal where there is none
    static ProgressMode of(Arguments arguments, Session session) {
        if (arguments.flag("quiet")) return QUIET;
        var word =
                arguments
                        .string("progress")
                        .orElse(session.environment().getOrDefault("BUILDKIT_PROGRESS", "auto"));
        boolean terminal = StandardStreams.errorIsTerminal();
        boolean dumb = session.environment().getOrDefault("TERM", "dumb").equals("dumb");
        return switch (word) {
            case "auto", "" -> terminal && !dumb ? TTY : LINES;
            case "plain" -> PLAIN;
            case "rawjson" -> RAWJSON;
            case "quiet" -> QUIET;
            case "tty" -> {
                if (!terminal)
                    throw new UsageError("--progress=tty: standard error is no terminal");
                yield TTY;
            }
            default ->
                    throw new UsageError(
                            "invalid progress mode \""
                                    + word
                                    + "\": auto, plain, tty, quiet and"
                                    + " rawjson are known");
        };
    }

    /// @param progress of steps; empty for lines, and when it is quiet
    record Shown(boolean isQuiet, Optional<Progress> progress) implements AutoCloseable {
        @Override
        public void close() {
            progress.ifPresent(Progress::close);
        }
    }

    boolean hasSteps() {
        return this != LINES && this != QUIET;
    }

    Shown open(Session session) throws IOException {
        Progress progress =
                switch (this) {
                    case LINES, QUIET -> null;
                    case PLAIN -> new PlainProgress(session.err(), session.clock());
                    case RAWJSON -> new RawProgress(session.err(), session.clock());
                    case TTY -> new LiveProgress(session.err(), Window.open(), session.clock());
                };
        return new Shown(this == QUIET, Optional.ofNullable(progress).map(SharedProgress::new));
    }
}
