/// Commands about images.
@NullMarked
package dev.caisson.cli.image;

import org.jspecify.annotations.NullMarked;
