package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Volumes, as docker's command line makes and shows them.
@Tag("foreign")
@Timeout(300)
class VolumesIT extends ClientContract {
    @Override
    protected DockerCli client(TestedEngine started) {
        return DockerCli.docker(started);
    }

    @AfterEach
    @Override
    void removeContainers() {
        super.removeContainers();
        docker.ok("volume", "prune", "-af");
    }

    @Test
    void a_volume_is_made_shown_and_removed() {
        assertThat(docker.ok("volume", "create", "--label", "team=one", "data")).isEqualTo("data");
        docker.ok("volume", "create", "other");

        assertThat(docker.ok("volume", "ls", "--format", "{{.Driver}} {{.Name}}"))
                .isEqualTo("local data\nlocal other");
        assertThat(docker.ok("volume", "ls", "-q", "--filter", "label=team=one")).isEqualTo("data");
        assertThat(docker.ok("volume", "ls", "-q", "--filter", "name=oth")).isEqualTo("other");
        assertThat(docker.ok("volume", "inspect", "-f", "{{.Name}} {{.Scope}} {{.Labels}}", "data"))
                .isEqualTo("data local map[team:one]");
        assertThat(docker.ok("volume", "rm", "data", "other")).isEqualTo("data\nother");
        assertThat(docker.run("volume", "inspect", "data").err()).contains("no such volume");
        assertThat(docker.run("volume", "rm", "data").code()).isEqualTo(1);
        assertThat(docker.run("volume", "rm", "-f", "data").code()).isZero();
        assertThat(docker.ok("volume", "create")).matches("[0-9a-f]{64}");
        assertThat(docker.run("volume", "create", "-d", "nope", "x").err()).contains("not found");
    }

    @Test
    void data_is_shared_and_outlives_containers() {
        docker.ok("run", "--rm", "-v", "data:/data", IMAGE, "sh", "-c", "echo kept > /data/file");

        assertThat(docker.ok("run", "--rm", "-v", "data:/x:ro", IMAGE, "cat", "/x/file"))
                .isEqualTo("kept");
        docker.ok("create", "--name", "user", "-v", "data:/data", IMAGE, "cat", "/data/file");
        assertThat(docker.run("volume", "rm", "data").err()).contains("volume is in use");
        assertThat(docker.ok("volume", "ls", "-q", "--filter", "dangling=true")).isEmpty();
        assertThat(docker.ok("run", "--rm", "--volumes-from", "user", IMAGE, "cat", "/data/file"))
                .isEqualTo("kept");
    }

    @Test
    void an_empty_volume_gets_what_the_image_has_there() {
        docker.ok("run", "--rm", "-v", "etc:/etc", IMAGE, "touch", "/etc/mine");

        assertThat(docker.ok("run", "--rm", "-v", "etc:/v", IMAGE, "ls", "/v"))
                .contains("passwd", "mine");
        docker.ok("volume", "create", "filled");
        docker.ok("run", "--rm", "-v", "filled:/v", IMAGE, "touch", "/v/there");
        assertThat(docker.ok("run", "--rm", "-v", "filled:/etc", IMAGE, "ls", "/etc"))
                .contains("there")
                .doesNotContain("passwd");
        assertThat(docker.ok("run", "--rm", "-v", "none:/etc:nocopy", IMAGE, "ls", "/etc"))
                .doesNotContain("passwd");
    }

    @Test
    void an_empty_part_of_a_volume_gets_what_the_image_has_there() {
        var parts = "mkdir /v/empty /v/full && touch /v/full/x && ln -s /tmp /v/out";
        docker.ok("run", "--rm", "-v", "parts:/v", IMAGE, "sh", "-c", parts);
        var part = "type=volume,src=parts,dst=/etc,volume-subpath=";

        assertThat(docker.ok("run", "--rm", "--mount", part + "empty", IMAGE, "ls", "/etc"))
                .contains("passwd");
        assertThat(docker.ok("run", "--rm", "--mount", part + "full", IMAGE, "ls", "/etc"))
                .contains("x")
                .doesNotContain("passwd");
        assertThat(docker.run("run", "--rm", "--mount", part + "out", IMAGE, "true").err())
                .contains("path concatenation escapes the base directory");
        assertThat(docker.ok("run", "--rm", "-v", "parts:/v", IMAGE, "ls", "/v", "/v/empty"))
                .startsWith("/v:\nempty\nfull\nout")
                .contains("passwd");
    }

    @Test
    void volumes_without_a_name_go_with_their_container_when_asked() {
        docker.ok("run", "--name", "kept", "-v", "/anonymous", IMAGE, "true");
        docker.ok("run", "--name", "gone", "-v", "/anonymous", "-v", "named:/n", IMAGE, "true");
        assertThat(docker.ok("volume", "ls", "-q").lines()).hasSize(3);

        docker.ok("rm", "-v", "gone");
        docker.ok("rm", "kept");
        org.awaitility.Awaitility.await()
                .until(() -> docker.ok("volume", "ls", "-q").lines().count() == 2);

        assertThat(docker.ok("volume", "prune", "-f")).contains("Total reclaimed space");
        assertThat(docker.ok("volume", "ls", "-q")).isEqualTo("named");
        docker.ok("run", "--rm", "-v", "/anonymous", IMAGE, "true");
        org.awaitility.Awaitility.await()
                .until(() -> docker.ok("volume", "ls", "-q").equals("named"));
    }

    @Test
    void a_part_of_a_volume_is_mounted_and_leads_nowhere_else() {
        docker.ok(
                "run",
                "--rm",
                "-v",
                "data:/v",
                IMAGE,
                "sh",
                "-c",
                "mkdir -p /v/in/side && echo part > /v/in/side/file && ln -s /etc /v/out");

        assertThat(docker.ok("run", "--rm", "--mount", part("in/side"), IMAGE, "cat", "/p/file"))
                .isEqualTo("part");
        docker.ok("create", "--name", "still", "--mount", part("in/side"), IMAGE, "true");
        assertThat(docker.run("cp", "still:/p/file", "-").out()).contains("part");
        assertThat(docker.run("run", "--rm", "--mount", part("out"), IMAGE, "ls", "/p").code())
                .isEqualTo(125);
        // docker takes "no such file or directory" for a program that is missing.
        assertThat(docker.run("run", "--rm", "--mount", part("none"), IMAGE, "ls", "/p").code())
                .isEqualTo(127);
    }

    private static String part(String subpath) {
        return "type=volume,src=data,dst=/p,volume-subpath=" + subpath;
    }

    @Test
    void a_volume_can_be_a_directory_of_the_host() throws IOException {
        var directory = Files.createDirectory(engine.files().resolve("host"));
        docker.ok(
                "volume",
                "create",
                "-o",
                "type=none",
                "-o",
                "o=bind",
                "-o",
                "device=" + directory,
                "bound");

        docker.ok("run", "--rm", "-v", "bound:/b", IMAGE, "touch", "/b/made");

        assertThat(directory.resolve("made")).exists();
        docker.ok("volume", "rm", "bound");
        assertThat(directory.resolve("made")).exists();
    }

    @Test
    void disk_usage_counts_volumes() {
        docker.ok("run", "--rm", "-v", "data:/d", IMAGE, "sh", "-c", "head -c 5000 /bin/sh >/d/f");

        assertThat(docker.ok("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Size}}"))
                .containsPattern("Local Volumes 1 [5-9]");
    }
}
