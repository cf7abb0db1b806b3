/// The tars of `load` and `save`: Docker archives and OCI image layouts, which since Docker 25 are
/// one tar that is both.
///
/// Reading does not stage the tar: every file of it goes into the blob store as it comes, held by a
/// lease, only the few documents stay in memory; then the documents say which blobs are an image,
/// and the lease drops the others. Writing looks everything up before the first byte, sorts by name
/// and sets all times to 1970, so that the same images give the same tar.
@NullMarked
package dev.caisson.image.archive;

import org.jspecify.annotations.NullMarked;
