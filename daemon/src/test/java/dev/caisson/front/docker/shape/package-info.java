@NullMarked
package dev.caisson.front.docker.shape;

import org.jspecify.annotations.NullMarked;
