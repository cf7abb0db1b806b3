/// Which stages a build needs, and what stands for variables.
@NullMarked
package dev.caisson.build.plan;

import org.jspecify.annotations.NullMarked;
