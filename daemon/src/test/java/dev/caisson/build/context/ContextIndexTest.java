package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.build.ListedFile;
import dev.caisson.build.ListedFile.Kind;
import dev.caisson.image.Sha256;
import dev.caisson.tar.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextIndexTest {
    @TempDir Path directory;

    @Test
    void paths_are_in_the_order_of_a_walk() {
        var paths = List.of("a", "a/b", "a/b/c", "a/é", "a b", "a-b", "a.b", "ab", "b");
        var sorted = new ArrayList<>(paths.reversed());

        sorted.sort((one, other) -> ContextIndex.compare(raw(one).latin1(), raw(other).latin1()));

        assertThat(sorted).isEqualTo(paths);
    }

    @Test
    void a_file_among_thousands_is_found_and_so_is_what_is_in_a_directory() throws IOException {
        var index = index(5000);

        assertThat(index.find("d0042/f")).isPresent();
        assertThat(index.find("d0042/f").get().digest()).isEqualTo(digest("d0042/f"));
        assertThat(index.find("d0042/e")).isEmpty();
        assertThat(index.find("e")).isEmpty();
        assertThat(index.find("")).isEmpty();
        assertThat(beneath(index, "d0042")).containsExactly("d0042/f", "d0042/link");
        assertThat(beneath(index, "d0042/f")).isEmpty();
        assertThat(beneath(index, "")).hasSize(15_000);
    }

    @Test
    void what_is_learnt_later_takes_the_place_of_what_was_written() throws IOException {
        var file = directory.resolve("index");
        try (var writer = new ContextIndex.Writer(file, "head")) {
            long first = writer.add(item("a", Kind.FILE));
            long _ = writer.add(item("b", Kind.FILE));
            var changed = item("a", Kind.FILE).file();
            writer.change(first, new ContextIndex.Item(changed, false, digest("new")));

            var index = writer.index(file);

            assertThat(index.find("a").orElseThrow().digest()).isEqualTo(digest("new"));
            assertThat(index.find("b").orElseThrow().digest()).isEqualTo(digest("b"));
            assertThat(ContextIndex.Reader.header(file)).isEqualTo("head");
        }
    }

    @Test
    void an_index_that_was_cut_off_or_overwritten_is_damaged() throws IOException {
        var _ = index(1);
        var file = directory.resolve("index");
        var whole = Files.readAllBytes(file);
        var overwritten = whole.clone();
        Arrays.fill(overwritten, 6, whole.length, (byte) 1);

        for (var bytes : List.of(Arrays.copyOf(whole, whole.length - 1), overwritten)) {
            Files.write(file, bytes);
            try (var reader = ContextIndex.Reader.first(file)) {
                assertThatThrownBy(
                                () -> {
                                    for (var one = reader.next(); one != null; )
                                        one = reader.next();
                                })
                        .isInstanceOf(ContextIndex.Damaged.class);
            }
        }
    }

    private ContextIndex index(int directories) throws IOException {
        var file = directory.resolve("index");
        try (var writer = new ContextIndex.Writer(file, "head")) {
            for (int n = 0; n < directories; n++) {
                var name = "d%04d".formatted(n);
                long _ = writer.add(item(name, Kind.DIRECTORY));
                long _ = writer.add(item(name + "/f", Kind.FILE));
                long _ = writer.add(item(name + "/link", Kind.LINK));
            }
            return writer.index(file);
        }
    }

    private static List<String> beneath(ContextIndex index, String path) {
        var found = new ArrayList<String>();
        index.beneath(path, item -> found.add(item.path()));
        return found;
    }

    private static ContextIndex.Item item(String path, Kind kind) {
        var link = raw(kind == Kind.LINK ? "to" : "");
        var file = new ListedFile(raw(path), kind, 0644, 7, -5, 9, link);
        return new ContextIndex.Item(file, false, digest(path));
    }

    private static byte[] digest(String text) {
        var sha = Sha256.start();
        sha.update(text.getBytes(ISO_8859_1));
        return sha.digest();
    }

    private static RawText raw(String text) {
        return RawText.ofText(text);
    }
}
