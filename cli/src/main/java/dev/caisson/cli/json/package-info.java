/// JSON as plain Java values.
@NullMarked
package dev.caisson.cli.json;

import org.jspecify.annotations.NullMarked;
