package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    @TempDir Path directory;

    @Test
    void a_tree_goes_and_what_its_links_point_to_stays() throws IOException {
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "x");
        var tree = Files.createDirectories(directory.resolve("tree/a/b"));
        Files.writeString(tree.resolve("file"), "x");
        Files.createSymbolicLink(tree.resolve("link"), outside);

        Trees.delete(directory.resolve("tree"));

        assertThat(directory.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void a_tree_deeper_than_the_number_of_open_directories_goes_too() throws IOException {
        var deep = directory.resolve("tree");
        for (int i = 0; i < 200; i++) deep = deep.resolve("d");
        Files.createDirectories(deep);

        Trees.delete(directory.resolve("tree"));

        assertThat(directory.resolve("tree")).doesNotExist();
    }

    @Test
    void what_does_not_exist_is_deleted_already() {
        Trees.delete(directory.resolve("none"));

        assertThat(directory.resolve("none")).doesNotExist();
    }
}
