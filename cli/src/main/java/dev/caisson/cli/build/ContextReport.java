package dev.caisson.cli.build;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.io.PrintStream;
import java.util.Optional;

/// `--explain-context`: each file that was sent, and each that was not: the daemon has it
/// still, or a rule leaves it out.
///
/// @param out empty when nobody asked
record ContextReport(Optional<PrintStream> out) {
    void sent(String path) {
        out.ifPresent(to -> to.println("sent      " + path));
    }

    /// The daemon has it from the build before.
    void unchanged(String path) {
        out.ifPresent(to -> to.println("unchanged " + path));
    }

    void excluded(String path, IgnoreRules.Rule rule) {
        out.ifPresent(
                to ->
                        to.println(
                                "excluded  %s  (line %d of the ignore file: %s)"
                                        .formatted(path, rule.line(), rule)));
    }
}
