/// The command line: one class per command, over a hand-written client of the Docker API.
///
/// Every start pays for what it loads, so a plain command touches little: the command named is the
/// only one that is built, its options are declared in code, answers are read as plain values
/// (package json) and only a terminal session loads the terminal library.
@NullMarked
package dev.caisson.cli;

import org.jspecify.annotations.NullMarked;
