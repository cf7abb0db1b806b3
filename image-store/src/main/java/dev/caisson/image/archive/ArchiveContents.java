package dev.caisson.image.archive;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.blob.Blob;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was in the tar.
///
/// @param documents small files at the root, by name
/// @param blobs all other files, by path
/// @param links from path to path, hard and symbolic ones alike
record ArchiveContents(
        Map<String, byte[]> documents, Map<String, Blob> blobs, Map<String, String> links) {
    ArchiveContents {
        documents = Map.copyOf(documents);
        blobs = Map.copyOf(blobs);
        links = Map.copyOf(links);
    }

    byte @Nullable [] document(String name) {
        return documents.get(name);
    }

    /// The blob at a path, through links.
    ///
    /// @throws InvalidInput `IMAGE_ARCHIVE_INVALID` when there is none
    Blob blob(String path) {
        var seen = new HashSet<String>();
        for (var at = path; at != null && seen.add(at); at = links.get(at)) {
            var blob = blobs.get(at);
            if (blob != null) return blob;
        }
        throw new InvalidInput(FaultCode.IMAGE_ARCHIVE_INVALID, "it has no file " + path);
    }
}
