/// The user's terminal and the signals sent to the command line. Only commands that stay attached
/// to a container load it; the terminal library alone costs more than a plain command.
@NullMarked
package dev.caisson.cli.terminal;

import org.jspecify.annotations.NullMarked;
