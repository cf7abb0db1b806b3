package dev.caisson.image;

/// One thing that a removal, a load or a tag did, in Docker's words.
public sealed interface ImageChange {
    /// The image it happened to.
    ImageId image();

    /// A name was taken away.
    ///
    /// @param name in its familiar form
    record Untagged(ImageId image, String name) implements ImageChange {}

    /// The image is gone.
    record Deleted(ImageId image) implements ImageChange {}
}
