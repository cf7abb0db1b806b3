/// What the user sees: tables with Docker's columns, human sizes and times, Go templates.
@NullMarked
package dev.caisson.cli.render;

import org.jspecify.annotations.NullMarked;
