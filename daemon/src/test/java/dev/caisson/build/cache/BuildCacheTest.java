package dev.caisson.build.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Sha256;
import dev.caisson.image.StoredLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCacheTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final StepKey COPY =
            StepKey.of("COPY").with("what is below", List.of("a", "b")).with("x", "1");

    @TempDir Path directory;
    private final Instant now = START;

    @Test
    void a_record_is_found_by_the_same_inputs_after_a_restart() throws IOException {
        open().put(item(COPY, 10));

        var again = open();

        assertThat(again.find(COPY)).contains(item(COPY, 10));
        assertThat(again.find(COPY.with("y", "2"))).isEmpty();
        assertThat(again.retained()).containsExactlyInAnyOrder(digest("blob"), digest("diff"));
    }

    @Test
    void parts_that_read_alike_when_joined_are_different_inputs() {
        var one = StepKey.of("RUN").with("a", List.of("ab", "c"));
        var other = StepKey.of("RUN").with("a", List.of("a", "bc"));

        assertThat(one.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void a_damaged_record_is_forgotten() throws IOException {
        open().put(item(COPY, 10));
        var file = directory.resolve(COPY.digest().hex());
        Files.writeString(file, "{");

        assertThat(open().find(COPY)).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void a_record_under_a_name_that_is_not_its_own_is_no_record() throws IOException {
        open().put(item(COPY, 10));
        var other = StepKey.of("RUN").with("a", "b");
        Files.move(directory.resolve(COPY.digest().hex()), directory.resolve(other.digest().hex()));

        var again = open();

        assertThat(again.find(other)).isEmpty();
        assertThat(again.list()).isEmpty();
    }

    @Test
    void a_record_is_forgotten_by_its_id() throws IOException {
        var cache = open();
        cache.put(item(COPY, 10));

        assertThat(cache.forget(COPY.digest().hex())).isTrue();
        assertThat(cache.forget(COPY.digest().hex())).isFalse();

        assertThat(open().list()).isEmpty();
    }

    @Test
    void a_miss_names_the_input_that_changed_from_the_nearest_record() throws IOException {
        var cache = open();
        cache.put(item(COPY, 10));
        cache.put(item(StepKey.of("COPY").with("z", "9"), 10));

        var changed = StepKey.of("COPY").with("what is below", List.of("a", "b")).with("x", "2");

        assertThat(Explanation.of(changed, cache)).containsExactly("x has changed");
        assertThat(Explanation.of(COPY.with("y", "2"), cache)).containsExactly("y is new");
        assertThat(Explanation.of(StepKey.of("RUN").with("a", "b"), cache))
                .containsExactly("no RUN like it was made before");
    }

    private BuildCache open() throws IOException {
        return BuildCache.open(directory, () -> now);
    }

    private static CacheRecord item(StepKey key, long size) {
        var blob = new Descriptor(MediaType.OCI_LAYER, digest("blob"), 5);
        var layer = new StoredLayer(digest("diff"), blob, size);
        return new CacheRecord(key, "text", layer, START, new CacheRecord.Use(0, START));
    }

    private static Digest digest(String text) {
        return Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
