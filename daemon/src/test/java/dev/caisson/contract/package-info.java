/// The Docker API as a contract: every field, every filter, every misuse and every flag, each by a
/// line of a table.
@NullMarked
package dev.caisson.contract;

import org.jspecify.annotations.NullMarked;
