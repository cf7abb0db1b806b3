package dev.caisson.engine;

import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.image.StoreFinding;
import java.util.List;

/// What keeps the data root in order.
public interface Upkeep {
    /// Every byte of the data root, by what it is for; those that occur.
    List<Account> accounts();

    /// @param bytes that it takes on the disk, as `du` counts
    /// @param reclaimable of these, what nothing needs or no container uses
    record Account(Use use, long bytes, long reclaimable) {}

    /// What disk is used for.
    enum Use {
        IMAGE_BLOBS("Image blobs"),
        SHARED_LAYERS("Layers, shared"),
        UNIQUE_LAYERS("Layers, unique"),
        UNUSED_LAYERS("Layers, unused"),
        CONTAINERS("Containers"),
        LOGS("Logs"),
        VOLUMES("Volumes"),
        BUILD_CACHE("Build cache"),
        EVENTS("Events"),
        NETWORKS("Networks"),
        TEMPORARY("Temporary"),
        OTHER("Other");

        private final String title;

        Use(String title) {
            this.title = title;
        }

        /// As a table shows it.
        public String title() {
            return title;
        }
    }

    /// The unpacked layers and who stands on them.
    List<LayerUse> layers();

    /// Looks for damage; takes as long as reading all images.
    ///
    /// @param repair what can be; what an image lacks is asked of the registry it came from
    List<StoreFinding> check(boolean repair) throws InterruptedException;
}
