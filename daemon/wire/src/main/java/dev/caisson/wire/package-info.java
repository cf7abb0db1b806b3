/// The JSON of the Docker Engine API 1.51, as records; Docker's words stay in here.
///
/// Shared by the daemon and its clients, so there is nothing but data: no defaults, no checks, no
/// names of our own. A record lists the members in Docker's order; where Docker's object has too
/// many for one list, they are grouped in nested records that JSON does not show
/// (`@JsonUnwrapped`).
///
/// What is null, empty or left out matters, because clients walk the answers without looking: a
/// component that is not annotated is always written, null as `null`;
/// `@JsonInclude` stands for Go's `omitempty`. Lists and maps are not copied: they come
/// from the parser or from a mapper and go into one answer. Components of answers that Docker
/// never leaves null are not nullable here either.
///
/// Instants are text, RFC 3339 with nanoseconds; `0001-01-01T00:00:00Z` stands for never.
@NullMarked
package dev.caisson.wire;

import org.jspecify.annotations.NullMarked;
