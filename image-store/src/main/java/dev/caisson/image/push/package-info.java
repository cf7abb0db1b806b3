/// Bringing images to registries.
///
/// A [dev.caisson.image.push.Pusher] sends the blobs as they were received, all at once in a
/// bounded number: each is looked for in the repository first, then taken over from another
/// repository of the same registry when an image of this store came from there, and only then sent.
/// The manifest goes last and is the one the image was pulled or loaded with, so its digest is the
/// same there.
@NullMarked
package dev.caisson.image.push;

import org.jspecify.annotations.NullMarked;
