package dev.caisson.cli.build;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.io.PrintStream;
import java.util.Optional;

/// `--explain-context`: each file that was sent, and each that was not with the rule that says so.
///
/// @param out empty when nobody asked
record ContextReport(Optional<PrintStream> out) {
    void sent(String path) {
        out.ifPresent(to -> to.println("sent      " + path));
    }

    void excluded(String path, IgnoreRules.Rule rule) {
        out.ifPresent(
                to ->
                        to.println(
                                "excluded  %s  (line %d of the ignore file: %s)"
                                        .formatted(path, rule.line(), rule)));
    }
}
