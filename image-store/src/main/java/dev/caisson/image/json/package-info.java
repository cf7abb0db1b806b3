/// Manifests, indexes and configurations from JSON and to JSON.
///
/// Documents come from strangers: their size and depth are limited before they are parsed, a name
/// that occurs twice is refused, a value of another type than the specification's is refused and
/// named by its place. Fields nobody knows are left alone, as the specification demands. A
/// document that says it is of another media type than the descriptor that led to it, or that
/// could be read as manifest and index both, is refused (CVE-2021-41190). Written documents are
/// the same bytes for the same values.
@NullMarked
package dev.caisson.image.json;

import org.jspecify.annotations.NullMarked;
