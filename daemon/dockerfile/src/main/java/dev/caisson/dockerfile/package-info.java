/// The language of Dockerfiles: text in, a tree of [Stage]s and [Instruction]s out.
///
/// [Dockerfile#parse] goes through the text once. [LogicalLines] joins continued lines, leaves out
/// comments and takes the bodies of heredocs; it keeps for each character the line and column it
/// came from, so that every error ([Source#error]) shows its place with a caret.
/// [InstructionParser] makes one record of each logical line. Nothing is expanded here: what takes
/// variables is a [Word], and the builder expands it once it knows the values ([Word#expand]).
/// [Linter] goes over the finished tree and tells what is allowed but unwise.
///
/// The package is pure: no file is read, nothing of it knows images or containers. It serves the
/// daemon (build) and the command line (`--check`, and with [dev.caisson.dockerfile.ignore] what of
/// a context is sent).
///
/// Source of the rules: BuildKit's Dockerfile reference, syntax 1.x.
@NullMarked
package dev.caisson.dockerfile;

import org.jspecify.annotations.NullMarked;
