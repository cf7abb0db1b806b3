package dev.caisson.image.hosted;

import dev.caisson.image.Descriptor;

/// A manifest that is about another one.
///
/// @param manifest with the annotations of the manifest itself
/// @param artifactType what it is; empty when it does not say
public record Referrer(Descriptor manifest, String artifactType) {}
