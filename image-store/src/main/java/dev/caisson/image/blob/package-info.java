/// The directory `images/`: an OCI image layout that skopeo, umoci and oras read as it is.
///
/// ```
/// oci-layout
/// index.json            names, one descriptor each; replaced as a whole
/// blobs/sha256/HEX      content, named by its digest (blobs/sha512/HEX as well)
/// ingest/RANDOM         what is being received; empty after a start
/// partial/HEX           what was downloaded of a blob, by the digest it will have
/// pulls/HEX             what a pull that has not ended needs, by its manifest
/// ```
///
/// A blob is written beside, synced, and renamed: under its final name it is complete, or it is not
/// there. Nothing here knows which blobs are still needed.
@NullMarked
package dev.caisson.image.blob;

import org.jspecify.annotations.NullMarked;
