/// What earlier builds made: one record a layer, found by the digest of its inputs.
@NullMarked
package dev.caisson.build.cache;

import org.jspecify.annotations.NullMarked;
