package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

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
    void an_image_in_use_is_kept() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");

        var refused = docker.run("rmi", IMAGE);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("conflict");
    }
}
