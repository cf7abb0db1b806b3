/// Carries a plan out: stages in parallel, step by step, with the cache.
@NullMarked
package dev.caisson.build.solve;

import org.jspecify.annotations.NullMarked;
