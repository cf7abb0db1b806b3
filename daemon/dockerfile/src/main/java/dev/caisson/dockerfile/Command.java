package dev.caisson.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What RUN, CMD, ENTRYPOINT and HEALTHCHECK start.
public sealed interface Command {
    /// A line for the shell of the stage, with the heredocs it names.
    record Line(String text, List<Heredoc> heredocs) implements Command {
        private static final Pattern ALONE =
                Pattern.compile("[0-9]*<<-?[\"']?[A-Za-z_][A-Za-z0-9_.-]*[\"']?");

        public Line {
            heredocs = List.copyOf(heredocs);
        }

        /// The heredoc that is all of it: its content is what runs.
        public Optional<Heredoc> script() {
            boolean alone = heredocs.size() == 1 && ALONE.matcher(text.strip()).matches();
            return alone ? Optional.of(heredocs.getFirst()) : Optional.empty();
        }
    }

    /// A program and its arguments, written as a JSON list.
    record Arguments(List<String> words) implements Command {
        public Arguments {
            words = List.copyOf(words);
        }
    }
}
