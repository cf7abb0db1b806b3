package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.build.ListedFile;
import dev.caisson.build.ListedFile.Kind;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.storage.TreeDigest;
import dev.caisson.storage.WorkDirectories;
import dev.caisson.sys.Syscalls;
import dev.caisson.tar.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Needs root: what is kept belongs to root.
@Tag("kernel")
class KeptContextsIT {
    @TempDir Path directory;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private KeptContexts contexts;
    private final Client client = new Client();

    @BeforeEach
    void open() throws IOException {
        var spaces = new WorkDirectories(Syscalls.real(), directory.resolve("work"));
        contexts = KeptContexts.open(directory.resolve("kept"), spaces, () -> now);
    }

    /// A directory of a client's: what is in it, and what was asked for.
    private static final class Client {
        final Map<String, ListedFile> files =
                new TreeMap<>(
                        (one, other) ->
                                ContextIndex.compare(raw(one).latin1(), raw(other).latin1()));
        final Map<String, String> contents = new TreeMap<>();
        final List<String> asked = new ArrayList<>();

        void directory(String path) {
            put(path, Kind.DIRECTORY, 0, 1, "");
        }

        void file(String path, String content, long time) {
            contents.put(path, content);
            put(path, Kind.FILE, content.length(), time, "");
        }

        void put(String path, Kind kind, long size, long time, String link) {
            int mode = kind == Kind.DIRECTORY ? 0755 : 0640;
            files.put(path, new ListedFile(raw(path), kind, mode, size, time, 0, raw(link)));
        }

        /// Sends the content of each file in two parts, the last file first.
        void copy(ContextSync sync) throws IOException {
            asked.clear();
            var paths = new ArrayList<String>();
            var wanted = new ArrayList<Long>();
            for (var file : files.values()) {
                paths.add(new String(file.path().bytes(), UTF_8));
                sync.listed(file);
                for (var want = sync.wanted(); want != null; want = sync.wanted()) {
                    wanted.add(want.number());
                }
            }
            for (long number : wanted.reversed()) {
                var path = paths.get((int) number);
                asked.add(path);
                var content = contents.getOrDefault(path, "");
                sync.content(number, content.substring(0, 1).getBytes(UTF_8));
                sync.content(number, content.substring(1).getBytes(UTF_8));
                sync.whole(number);
            }
        }
    }

    private static RawText raw(String text) {
        return RawText.ofText(text);
    }

    private ContextIndex sync(KeptContexts.Slot slot) throws IOException {
        return sync(slot, IgnoreRules.none());
    }

    private ContextIndex sync(KeptContexts.Slot slot, IgnoreRules rules) throws IOException {
        try (var sync = new ContextSync(slot, rules)) {
            client.copy(sync);
            return sync.end();
        }
    }

    private Digest ofTree(KeptContexts.Slot slot, String path) {
        try (var tree = slot.tree()) {
            return new TreeDigest(tree, one -> one.endsWith("x")).of("/" + path);
        }
    }

    private static Digest ofIndex(ContextIndex index, String path) {
        return IndexDigest.of(index, path, one -> one.endsWith("x"));
    }

    private void someFiles() {
        client.directory("d");
        client.directory("d/x");
        client.file("d/x/in", "not copied", 3);
        client.file("d/f", "content", 3);
        client.file("d.txt", "beside", 4);
        client.file("e-é", "name", 4);
        client.file("empty", "", 4);
        client.put("link", Kind.LINK, 0, 5, "../nowhere");
        client.put("same", Kind.HARD_LINK, 7, 3, "d/f");
        client.put("pipe", Kind.OTHER, 0, 1, "");
    }

    @Test
    void only_what_looks_different_is_asked_for_and_what_is_gone_goes() throws IOException {
        someFiles();
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
            assertThat(client.asked).containsExactly("e-é", "d.txt", "d/x/in", "d/f");
        }
        client.file("d.txt", "BESIDE", 5);
        client.files.remove("e-é");
        client.files.remove("d/x");
        client.files.remove("d/x/in");

        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);

            assertThat(client.asked).containsExactly("d.txt");
            var tree = tree();
            assertThat(tree.resolve("d.txt")).hasContent("BESIDE");
            assertThat(tree.resolve("d/f")).hasContent("content");
            assertThat(tree.resolve("same")).hasContent("content");
            assertThat(tree.resolve("d/x")).doesNotExist();
            assertThat(tree.resolve("e-é")).doesNotExist();
            assertThat(tree.resolve("pipe")).doesNotExist();
            var time = Files.getLastModifiedTime(tree.resolve("d"));
            assertThat(time.toInstant()).isEqualTo(Instant.EPOCH.plusNanos(1));
            var mode = Files.getAttribute(tree.resolve("d/f"), "unix:mode");
            assertThat(mode).isEqualTo(0100640);
        }
    }

    @Test
    void the_index_digests_what_the_tree_does() throws IOException {
        someFiles();
        try (var slot = contexts.take("key", "a context")) {
            var index = sync(slot);

            for (var path : List.of("", "d", "d/f", "d/x", "empty", "same")) {
                assertThat(ofIndex(index, path)).as(path).isEqualTo(ofTree(slot, path));
            }
            var before = ofIndex(index, "");
            client.file("d/f", "changed", 4);
            client.put("same", Kind.HARD_LINK, 7, 4, "d/f");
            var later = sync(slot);

            assertThat(ofIndex(later, "")).isNotEqualTo(before);
            assertThat(ofIndex(later, "")).isEqualTo(ofTree(slot, ""));
            assertThat(ofIndex(later, "same")).isEqualTo(ofTree(slot, "same"));
            assertThat(tree().resolve("same")).hasContent("changed");
        }
    }

    @Test
    void a_file_that_becomes_a_directory_and_the_other_way_round() throws IOException {
        someFiles();
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
        }
        client.files.clear();
        client.file("d", "now a file", 9);
        client.directory("d.txt");
        client.file("d.txt/f", "inside", 9);

        try (var slot = contexts.take("key", "a context")) {
            var index = sync(slot);

            assertThat(tree().resolve("d")).hasContent("now a file");
            assertThat(tree().resolve("d.txt/f")).hasContent("inside");
            assertThat(tree().resolve("link")).doesNotExist();
            assertThat(ofIndex(index, "")).isEqualTo(ofTree(slot, ""));
        }
    }

    @Test
    void a_changed_file_is_a_new_one_so_that_who_has_the_old_one_keeps_it() throws IOException {
        client.file("f", "old", 1);
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
            var held = Files.createLink(directory.resolve("held"), tree().resolve("f"));
            client.file("f", "new", 2);
            var _ = sync(slot);

            assertThat(held).hasContent("old");
            assertThat(tree().resolve("f")).hasContent("new");
        }
    }

    @Test
    void a_tree_that_was_not_finished_is_not_used_again() throws IOException {
        someFiles();
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
            client.file("d/f", "changed", 9);
            try (var sync = new ContextSync(slot, IgnoreRules.none())) {
                for (var file : client.files.values()) sync.listed(file);
                assertThat(sync.wanted()).isNotNull();
                assertThatThrownBy(sync::end).isInstanceOf(IOException.class);
            }
        }
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);

            assertThat(client.asked).hasSize(4);
        }
        Files.delete(tree().resolveSibling("index"));
        open();

        assertThat(directory.resolve("kept")).isEmptyDirectory();
    }

    @Test
    void a_tree_of_another_boot_is_not_used_again() throws IOException {
        someFiles();
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
        }
        var index = tree().resolveSibling("index");
        var bytes = Files.readAllBytes(index);
        bytes[4] ^= 1;
        Files.write(index, bytes);

        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
        }

        assertThat(client.asked).hasSize(4);
    }

    @Test
    void two_builds_with_one_key_have_each_a_tree() throws IOException {
        client.file("f", "one", 1);
        try (var slot = contexts.take("key", "a context");
                var other = contexts.take("key", "a context")) {
            var _ = sync(slot);
            client.file("f", "two", 2);
            var _ = sync(other);

            assertThat(ofTree(slot, "f")).isNotEqualTo(ofTree(other, "f"));
            assertThat(contexts.list()).hasSize(2).allMatch(KeptContexts.Kept::inUse);
            assertThat(contexts.remove(contexts.list().getFirst().name())).isFalse();
        }
        now = now.plus(Duration.ofDays(1));
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot);
        }
        var kept = contexts.list();
        assertThat(kept.getFirst().used()).isEqualTo(now);
        assertThat(kept.getFirst().size()).isEqualTo(3);
        for (var one : kept) assertThat(contexts.remove(one.name())).isTrue();
        assertThat(directory.resolve("kept")).isEmptyDirectory();
    }

    @Test
    void what_the_rules_exclude_is_not_taken_whatever_the_client_sends() throws IOException {
        someFiles();
        try (var slot = contexts.take("key", "a context")) {
            var _ = sync(slot, IgnoreRules.parse("d\n!d/f\nlink"));

            assertThat(tree().resolve("d/f")).exists();
            assertThat(tree().resolve("d/x")).doesNotExist();
            assertThat(tree().resolve("link")).doesNotExist();
            assertThat(client.asked).doesNotContain("d/x/in");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../out", "/abs", "a/../../out", "a//b", "./a", "a/", "..", "no/parent"})
    void a_path_that_leads_elsewhere_is_refused(String path) throws IOException {
        client.file(path, "content", 1);

        refused(path);

        assertThat(directory.resolve("kept").resolve("out")).doesNotExist();
    }

    @Test
    void nothing_is_written_through_a_link() throws IOException {
        client.put("l", Kind.LINK, 0, 1, directory.toString());
        client.file("l/out", "content", 1);

        refused("l/out");

        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void what_is_named_twice_or_out_of_order_is_refused() throws IOException {
        try (var slot = contexts.take("key", "a context");
                var sync = new ContextSync(slot, IgnoreRules.none())) {
            sync.listed(new ListedFile(raw("b"), Kind.FILE, 0644, 0, 1, 0, raw("")));

            for (var again : List.of("b", "a")) {
                var file = new ListedFile(raw(again), Kind.FILE, 0644, 0, 1, 0, raw(""));
                assertThatThrownBy(() -> sync.listed(file))
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContaining("out of order");
            }
        }
    }

    @Test
    void a_hard_link_leads_to_a_file_that_was_named_before() throws IOException {
        for (var target : List.of("z", "../../etc/passwd", "d", "l")) {
            client.files.clear();
            client.directory("d");
            client.put("l", Kind.LINK, 0, 1, "/etc/passwd");
            client.put("same", Kind.HARD_LINK, 7, 3, target);
            client.file("z", "later", 1);

            refused("same");
        }
    }

    @Test
    void a_file_that_is_not_as_long_as_was_said_is_refused() throws IOException {
        for (long size : List.of(2L, 1000L)) {
            client.file("f", "content", 1);
            client.put("f", Kind.FILE, size, 1, "");

            refused("f");
        }
    }

    private void refused(String what) throws IOException {
        try (var slot = contexts.take("key " + what, "a context")) {
            assertThatThrownBy(() -> sync(slot))
                    .isInstanceOf(InvalidInput.class)
                    .extracting(failed -> ((InvalidInput) failed).code())
                    .isEqualTo(FaultCode.BUILD_CONTEXT_INVALID);
        }
    }

    private Path tree() throws IOException {
        try (var kept = Files.list(directory.resolve("kept"))) {
            return kept.findFirst().orElseThrow().resolve("tree");
        }
    }
}
