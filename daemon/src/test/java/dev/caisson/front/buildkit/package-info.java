@NullMarked
package dev.caisson.front.buildkit;

import org.jspecify.annotations.NullMarked;
