@NullMarked
package dev.caisson.front.docker;

import org.jspecify.annotations.NullMarked;
