/// What COPY and ADD bring where: sources found, destinations decided, files copied.
@NullMarked
package dev.caisson.build.copy;

import org.jspecify.annotations.NullMarked;
