package dev.caisson.cli.prune;

import dev.caisson.cli.Session;
import dev.caisson.cli.render.StandardStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A question whose answer is no unless the user says yes.
final class Confirmation {
    private Confirmation() {}

    static boolean of(Session session, String warning) throws IOException {
        session.out().print(warning + "\nAre you sure you want to continue? [y/N] ");
        session.out().flush();
        var in = new InputStreamReader(StandardStreams.open("-"), StandardCharsets.UTF_8);
        var line = new BufferedReader(in).readLine();
        return line != null && line.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
