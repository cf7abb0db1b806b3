package dev.caisson.image.pull;

/// Hears how a layer comes along; called by several threads, must not block.
public interface LayerProgress {
    void at(LayerStep step);

    /// What is happening to a layer.
    sealed interface LayerStep {
        /// It is in the list of what to get.
        record Announced() implements LayerStep {}

        /// Others are downloaded first.
        record Waiting() implements LayerStep {}

        /// @param current bytes so far
        /// @param total bytes of the blob
        record Downloading(long current, long total) implements LayerStep {}

        /// The connection broke and a new one is made.
        record Retrying() implements LayerStep {}

        record Verifying() implements LayerStep {}

        record Downloaded() implements LayerStep {}

        /// @param current bytes of the blob unpacked so far
        record Extracting(long current, long total) implements LayerStep {}

        record Complete() implements LayerStep {}

        /// It was there before.
        record Present() implements LayerStep {}
    }
}
