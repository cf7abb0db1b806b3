@NullMarked
package dev.caisson.front.docker.convert;

import org.jspecify.annotations.NullMarked;
