package dev.caisson.dockerfile;

import java.util.List;

/// What RUN, CMD, ENTRYPOINT and HEALTHCHECK start.
public sealed interface Command {
    /// A line for the shell of the stage, with the heredocs it names.
    record Line(String text, List<Heredoc> heredocs) implements Command {
        public Line {
            heredocs = List.copyOf(heredocs);
        }
    }

    /// A program and its arguments, written as a JSON list.
    record Arguments(List<String> words) implements Command {
        public Arguments {
            words = List.copyOf(words);
        }
    }
}
