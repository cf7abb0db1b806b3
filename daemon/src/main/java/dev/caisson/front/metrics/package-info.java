/// What Prometheus reads, in its text format, at `/metrics` of an address of its own. The names are
/// dockerd's where it has them.
@NullMarked
package dev.caisson.front.metrics;

import org.jspecify.annotations.NullMarked;
