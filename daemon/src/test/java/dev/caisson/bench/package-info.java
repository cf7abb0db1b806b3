/// Figures, printed and never asserted: how long a start takes and what a container costs.
@NullMarked
package dev.caisson.bench;

import org.jspecify.annotations.NullMarked;
