package dev.caisson.image.registry;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;

/// A manifest or an index as a registry has it.
///
/// @param content the bytes the digest is of
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by its digest
public record RemoteManifest(String mediaType, Digest digest, byte[] content) {
    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest, content.length);
    }
}
