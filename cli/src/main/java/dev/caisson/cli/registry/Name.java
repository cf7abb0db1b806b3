package dev.caisson.cli.registry;

import dev.caisson.cli.Session;
import java.io.Console;
import java.util.Optional;

/// A reference split into what the API takes apart.
///
/// @param tag or a digest; empty when there is neither
public record Name(String repository, String tag) {
    static Name of(String image) {
        int at = image.indexOf('@');
        if (at >= 0) return new Name(image.substring(0, at), image.substring(at + 1));
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/')
                ? new Name(image.substring(0, colon), image.substring(colon + 1))
                : new Name(image, "");
    }

    boolean isTagged() {
        return !tag.isEmpty();
    }

    /// Whether lines can be written again.
    public static boolean isTerminal(Session session) {
        boolean dumb = session.environment().getOrDefault("TERM", "dumb").equals("dumb");
        return terminal().isPresent() && !dumb;
    }

    /// The user's terminal, when input and output are one.
    static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}
