/// What of a build context counts: `.dockerignore`, and the path patterns that COPY uses too.
@NullMarked
package dev.caisson.dockerfile.ignore;

import org.jspecify.annotations.NullMarked;
