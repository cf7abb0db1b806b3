package dev.caisson.main;

import dev.caisson.elf.HelloProgram;
import dev.caisson.elf.Machine;
import dev.caisson.image.BuiltInImage;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.storage.LayerDirectories;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Opens the image store over the data root, with the image the engine carries inside.
final class ImageRooms {
    private static final String HELLO = "caisson/hello";
    // a fixed moment, so that every build of the same program is the same image
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private ImageRooms() {}

    static ImageStore open(Path dataRoot, int downloads, Syscalls syscalls) {
        try {
            var layers = new LayerDirectories(syscalls, dataRoot.resolve("layers"));
            return LayoutImageStore.open(
                    dataRoot.resolve("images"),
                    layers,
                    LayerLimits.defaults(),
                    Clock.systemUTC(),
                    downloads);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot open the image store in " + dataRoot, failure);
        }
    }

    /// Adds the image `caisson/hello` unless it is there already; only its removal by name is
    /// meant, until the next start.
    static void addHello(ImageStore images) {
        images.spare(ImageReference.parse(HELLO));
        if (images.find(HELLO).isPresent()) return;
        var none = ContainerDefaults.none();
        var command = new ContainerDefaults.Command(null, List.of("/hello"), null, false);
        images.addBuiltIn(
                new BuiltInImage(
                        ImageReference.parse(HELLO),
                        Platform.host(),
                        MADE,
                        none.with(command),
                        "hello",
                        ByteBuffer.wrap(HelloProgram.write(Machine.current()))));
    }
}
