package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.PlatformsImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a client with docker's words must see of images.
public abstract class ImageCommandContract extends ClientContract {
    @Test
    void a_save_is_loaded_again() {
        var archive = engine.files().resolve("saved.tar").toString();
        docker.ok("tag", IMAGE, "saved:2");
        var id = docker.ok("inspect", "-f", "{{.Id}}", "saved:2");

        docker.ok("save", "-o", archive, "saved:2");
        docker.ok("rmi", "saved:2");
        var loaded = docker.shell("\"$@\" load < " + archive);

        assertThat(loaded.line()).isEqualTo("Loaded image: saved:2");
        assertThat(docker.ok("inspect", "-f", "{{.Id}}", "saved:2")).isEqualTo(id);
        assertThat(docker.ok("run", "--rm", "saved:2", "echo", "alive")).isEqualTo("alive");
        var piped = docker.shell("\"$@\" save saved:2 | \"$@\" load");
        assertThat(piped.line()).isEqualTo("Loaded image: saved:2");
        docker.ok("rmi", "saved:2");
    }

    @Test
    void images_are_listed_tagged_untagged_and_tell_their_history() {
        docker.ok("tag", IMAGE, "other/name:3");

        var listed = docker.ok("images", "--format", "{{.Repository}}:{{.Tag}}");
        var history = docker.ok("history", "--format", "{{.CreatedBy}}", IMAGE);
        var removed = docker.ok("rmi", "other/name:3");

        assertThat(listed.lines()).contains(IMAGE, "other/name:3");
        assertThat(history).isEqualTo("busybox");
        assertThat(removed).isEqualTo("Untagged: other/name:3");
        assertThat(docker.ok("images", "-q", "other/name:3")).isEmpty();
        assertThat(docker.run("rmi", "other/name:3").err()).contains("No such image");
    }

    @Test
    void a_root_file_system_is_imported_with_changes() {
        var exported = engine.files().resolve("root.tar").toString();
        docker.ok("create", "--name", "source", IMAGE);
        docker.ok("export", "-o", exported, "source");

        var id =
                docker.ok(
                        "import",
                        "-c",
                        "CMD [\"echo\", \"imported\"]",
                        "-c",
                        "ENV A=b",
                        "-m",
                        "by hand",
                        exported,
                        "imported:1");
        var piped = docker.shell("gzip -c " + exported + " | \"$@\" import - piped:1");

        assertThat(id).startsWith("sha256:");
        assertThat(piped.line()).startsWith("sha256:");
        assertThat(docker.ok("run", "--rm", "--network", "none", "imported:1"))
                .isEqualTo("imported");
        assertThat(docker.ok("inspect", "-f", "{{.Comment}} {{.Config.Env}}", "imported:1"))
                .isEqualTo("by hand [A=b]");
        assertThat(docker.ok("history", "--format", "{{.Comment}}", "piped:1"))
                .isEqualTo("Imported from -");
        assertThat(docker.run("import", "-c", "FROM x", exported, "wrong:1").err())
                .contains("FROM");
        docker.ok("rmi", "imported:1", "piped:1");
    }

    @Test
    void only_the_platform_asked_for_is_saved_and_loaded() {
        var archive = engine.files().resolve("platform.tar").toString();

        docker.ok("save", "--platform", "linux/amd64", "-o", archive, IMAGE);
        var loaded = docker.ok("load", "--platform", "linux/amd64", "-i", archive);
        var other = docker.run("save", "--platform", "linux/arm64", "-o", archive, IMAGE);

        assertThat(loaded).isEqualTo("Loaded image: " + IMAGE);
        assertThat(other.code()).isNotZero();
        assertThat(other.err()).contains("does not match the specified platform");
    }

    @Test
    void an_index_is_one_image_with_every_platform() {
        var archive = PlatformsImage.archive(engine.files(), "multi:1", "amd64", "s390x");
        assertThat(docker.ok("load", "-i", archive.toString())).isEqualTo("Loaded image: multi:1");

        assertThat(docker.ok("run", "--rm", "multi:1", "cat", "/platform")).isEqualTo("amd64");
        assertThat(
                        docker.ok(
                                "run",
                                "--rm",
                                "--platform",
                                "linux/s390x",
                                "multi:1",
                                "cat",
                                "/platform"))
                .isEqualTo("s390x");
        assertThat(platform("inspect", "-f", "{{.Architecture}}", "multi:1")).isEqualTo("s390x");
        assertThat(platform("history", "--format", "{{.CreatedBy}}", "multi:1"))
                .isEqualTo("for s390x\nbusybox");
        assertThat(docker.run("image", "inspect", "--platform", "linux/arm64", "multi:1").err())
                .contains("does not match the specified platform");
        docker.ok("rmi", "multi:1");
    }

    private String platform(String command, String... more) {
        var words = new ArrayList<>(List.of("image", command, "--platform", "linux/s390x"));
        words.addAll(List.of(more));
        return docker.ok(words.toArray(String[]::new));
    }

    @Test
    void platforms_are_shown_saved_and_removed_one_by_one() {
        var archive = PlatformsImage.archive(engine.files(), "multi:2", "amd64", "s390x");
        docker.ok("load", "-i", archive.toString());
        var saved = engine.files().resolve("multi-saved.tar").toString();

        docker.ok("save", "-o", saved, "multi:2");
        docker.ok("create", "--name", "stands", "multi:2");
        var tree = docker.ok("images", "--tree", "multi:2");
        docker.ok("rm", "stands");
        docker.ok("rmi", "--platform", "linux/s390x", "multi:2");
        var less = docker.ok("images", "--tree", "multi:2");
        docker.ok("load", "-i", saved);

        assertThat(rows(tree))
                .satisfiesExactly(
                        row -> assertThat(row).startsWith("multi:2 ").endsWith(" U"),
                        row -> assertThat(row).startsWith("├─ linux/amd64 ").endsWith(" U"),
                        row -> assertThat(row).startsWith("└─ linux/s390x ").endsWith("MB"));
        assertThat(rows(less).getLast()).matches("└─ linux/s390x .* 0B +0B");
        assertThat(rows(docker.ok("images", "--tree", "multi:2")))
                .hasSize(3)
                .last()
                .asString()
                .doesNotContain(" 0B");
        docker.ok("rmi", "multi:2");
    }

    // Without colours, and without what is above the heading.
    private static List<String> rows(String tree) {
        return tree.replaceAll("\u001b\\[[0-9;]*m", "")
                .lines()
                .dropWhile(line -> !line.startsWith("IMAGE "))
                .skip(1)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void images_are_filtered() {
        docker.ok("tag", IMAGE, "filtered/one:1");
        docker.ok("create", "--name", "made", IMAGE);
        docker.ok("commit", "-c", "LABEL sort=derived", "made", "filtered/two:1");

        var format = "{{.Repository}}:{{.Tag}}";
        assertThat(docker.ok("images", "--format", format, "--filter", "label=sort=derived"))
                .isEqualTo("filtered/two:1");
        assertThat(
                        docker.ok("images", "--format", format, "--filter", "reference=filtered/*")
                                .lines())
                .containsExactlyInAnyOrder("filtered/one:1", "filtered/two:1");
        assertThat(
                        docker.ok("images", "--format", format, "--filter", "since=filtered/one:1")
                                .lines())
                .contains("filtered/two:1")
                .doesNotContain("filtered/one:1");
        assertThat(docker.ok("images", "--format", format, "--filter", "before=filtered/two:1"))
                .contains("filtered/one:1")
                .doesNotContain("filtered/two");
        assertThat(docker.ok("images", "-q", "--filter", "until=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(docker.ok("images", "-q", "--filter", "dangling=true")).isEmpty();
        docker.ok("tag", IMAGE, "filtered/two:1");
        var dangling = docker.ok("images", "-q", "--no-trunc", "--filter", "dangling=true");
        assertThat(docker.ok("image", "prune", "-f", "--filter", "label=sort=other"))
                .doesNotContain("deleted");
        assertThat(docker.ok("image", "prune", "-f", "--filter", "label=sort=derived"))
                .contains("deleted: " + dangling);
        docker.ok("rmi", "filtered/one:1", "filtered/two:1");
    }

    @Test
    void an_image_in_use_is_kept() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");

        var refused = docker.run("rmi", IMAGE);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("conflict");
    }
}
