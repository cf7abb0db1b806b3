package dev.caisson.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.engine.GarbageCollection.Watermarks;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectionTest {
    private static final Watermarks MARKS =
            new Watermarks(new Watermark.Percent(90), new Watermark.Percent(70));

    @TempDir Path directory;
    private final Deque<Runnable> later = new ArrayDeque<>();

    private GarbageCollection collection(ImageStore store, long usable, Watermarks marks) {
        var disk =
                new GarbageCollection.Disk() {
                    @Override
                    public long total() {
                        return 1000;
                    }

                    @Override
                    public long usable() {
                        return usable;
                    }
                };
        return new GarbageCollection(
                store,
                ImageUse.none(),
                disk,
                marks,
                (_, action) -> {
                    later.add(action);
                    return () -> later.remove(action);
                });
    }

    private LayoutImageStore store() throws IOException {
        return LayoutImageStore.open(
                directory.resolve("images"),
                new PathLayerTrees(directory.resolve("layers")),
                LayerLimits.defaults(),
                Clock.systemUTC());
    }

    @Test
    void nothing_is_wanted_below_the_high_mark_and_all_down_to_the_low_one_above()
            throws Exception {
        try (var store = store()) {
            assertThat(collection(store, 101, MARKS).wanted()).isZero();
            assertThat(collection(store, 50, MARKS).wanted()).isEqualTo(250);
            var never = new Watermark.Percent(100);
            assertThat(collection(store, 0, new Watermarks(never, never)).wanted()).isZero();
            var size = new Watermark.Size(new Bytes(10));
            assertThat(collection(store, 0, new Watermarks(size, size)).wanted()).isZero();
        }
    }

    @Test
    void a_full_disk_loses_what_nothing_needs_and_the_next_round_comes() throws Exception {
        try (var store = store();
                var collection = collection(store, 50, MARKS)) {
            collection.begin();
            var left = directory.resolve("images/blobs/sha256").resolve("0".repeat(64));
            Files.writeString(left, "rubbish");

            later.remove().run();

            assertThat(left).doesNotExist();
            assertThat(later).hasSize(1);
        }
        assertThat(later).isEmpty();
    }
}
