package dev.caisson.image.hosted;

import dev.caisson.image.Descriptor;

/// A manifest or an index as it is served.
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by its digest
public record HostedManifest(Descriptor descriptor, byte[] content) {}
