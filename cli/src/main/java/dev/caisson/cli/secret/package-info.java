/// Commands about secrets.
@NullMarked
package dev.caisson.cli.secret;

import org.jspecify.annotations.NullMarked;
