/// Go templates, as far as `--format` of Docker's command line uses them.
///
/// [Template] parses once: [Lexer] makes tokens of one action, [TemplateParser] a tree of [Node]s
/// and [Expression]s. Evaluation walks plain values (maps, lists, strings, numbers, booleans,
/// null). Source: Go's text/template and the functions docker/cli adds to it.
@NullMarked
package dev.caisson.cli.template;

import org.jspecify.annotations.NullMarked;
