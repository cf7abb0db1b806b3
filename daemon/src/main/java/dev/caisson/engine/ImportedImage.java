package dev.caisson.engine;

import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.Image;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.ArchiveStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Makes an image of a tar with a root file system: one layer, and what the changes say.
final class ImportedImage {
    private final ImageStore store;
    private final ImageUse use;

    ImportedImage(ImageStore store, ImageUse use) {
        this.store = store;
        this.use = use;
    }

    Image of(Images.Import request, InputStream tar) throws IOException {
        // Wrong changes are told before anything is read.
        var defaults = CommitChanges.apply(ContainerDefaults.none(), request.changes());
        var platform = Objects.requireNonNullElseGet(request.platform(), Platform::host);
        var asked = request.message();
        var comment =
                asked == null || asked.isEmpty() ? "Imported from " + request.source() : asked;
        try (var assembly = store.assemble(use)) {
            var layer =
                    assembly.layer(
                            out -> {
                                var _ = ArchiveStream.of(tar).transferTo(out);
                            });
            var now = Instant.now();
            var config =
                    new ImageConfig(
                            platform,
                            now,
                            "",
                            comment,
                            "",
                            defaults,
                            List.of(layer.diffId()),
                            List.of(new ImageConfig.HistoryEntry(now, "", "", comment, false)));
            var name = request.name();
            return assembly.commit(
                    config, List.of(layer), name == null ? List.of() : List.of(name));
        }
    }
}
