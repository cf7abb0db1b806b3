package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real docker command line at work on images.
@Tag("foreign")
class DockerImageCommandIT extends ImageCommandContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine);
    }

    @Test
    void the_tree_shows_the_platform_and_the_content_of_each_image() {
        var tree = docker.ok("images", "--tree");

        assertThat(tree).contains(IMAGE, "linux/amd64");
    }
}
