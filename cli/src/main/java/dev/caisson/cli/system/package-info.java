/// Commands about the daemon itself.
@NullMarked
package dev.caisson.cli.system;

import org.jspecify.annotations.NullMarked;
