package dev.caisson.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something a check found wrong, and what was done about it.
///
/// @param subject what it is about: a digest, a path
/// @param detail in words
/// @param sources names under which a registry may still have what is lost; empty when there is
///     nothing to fetch
/// @param platform for which they are to be asked; null for the host's
public record StoreFinding(
        Damage damage,
        String subject,
        String detail,
        Remedy remedy,
        List<ImageReference> sources,
        @Nullable Platform platform) {
    public StoreFinding {
        sources = List.copyOf(sources);
    }

    /// What is wrong.
    public enum Damage {
        /// An image needs a blob that is not there.
        BLOB_MISSING,
        /// The content of a blob has another digest than its name.
        BLOB_CORRUPT,
        /// A manifest or a configuration says nothing that makes sense.
        IMAGE_UNREADABLE,
        /// An image's layer is not unpacked.
        LAYER_MISSING,
        /// An unpacked layer is not what its blob says.
        LAYER_DIFFERS,
        /// No image, container or running operation needs the blob.
        BLOB_UNNEEDED,
        /// No image, container or running operation needs the layer.
        LAYER_UNNEEDED,
        /// Something half-made that nobody makes any more.
        TEMPORARY,
        /// A directory among the containers' that is no container's.
        CONTAINER_UNKNOWN,
    }

    /// What was done.
    public enum Remedy {
        /// Nothing.
        NONE,
        REMOVED,
        /// It is removed, and what needed it lacks it until it is pulled or loaded again.
        DISCARDED,
        /// From what the store has.
        MADE_AGAIN,
        /// From a registry.
        FETCHED,
    }

    /// The same with something done about it.
    public StoreFinding with(Remedy done) {
        return new StoreFinding(damage, subject, detail, done, sources, platform);
    }

    /// Whether something is still wrong.
    public boolean isOpen() {
        return remedy == Remedy.NONE || remedy == Remedy.DISCARDED;
    }
}
