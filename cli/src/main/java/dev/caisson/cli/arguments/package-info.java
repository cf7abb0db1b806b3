/// What a command accepts and what the user gave, with the rules of Docker's command line (Go's
/// pflag).
///
/// Parsing is done here and not by picocli for two reasons. picocli's classes are in a class-file
/// format so old that the JVM refuses to keep them in an AOT cache, which makes them cost 100 ms of
/// every command; and scripts depend on pflag's rules and messages (`-itd`, `-p80:80`,
/// `--rm=false`, flags that end at the first argument of `run`). picocli renders the help and
/// generates the completion script, where time does not matter: [Help] hands it the same [Syntax].
@NullMarked
package dev.caisson.cli.arguments;

import org.jspecify.annotations.NullMarked;
