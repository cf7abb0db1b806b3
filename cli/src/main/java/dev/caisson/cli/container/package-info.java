/// Commands about containers.
@NullMarked
package dev.caisson.cli.container;

import org.jspecify.annotations.NullMarked;
