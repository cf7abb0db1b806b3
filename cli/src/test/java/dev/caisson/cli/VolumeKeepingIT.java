package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.foreign.ClientContract;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.RegistryProcess;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What goes beyond Docker: volumes renamed, cloned, kept, archived and sent.
@Tag("kernel")
@Timeout(300)
class VolumeKeepingIT extends ClientContract {
    private static final String IMAGE = BusyboxImage.NAME;

    private Path files = Path.of("/nonexistent");

    @Override
    protected DockerCli client(TestedEngine engine) {
        files = engine.files();
        return DockerCli.of(CommandLine.program(), engine);
    }

    @BeforeEach
    void makeVolume() {
        docker().ok("volume", "create", "--label", "team=one", "data");
        in(
                "data",
                "mkdir -p /v/sub; echo one >/v/file; ln -s file /v/link; mkfifo /v/pipe;"
                        + " chown -R 12:34 /v; chmod 2750 /v/sub; chmod 1777 /v");
    }

    @AfterEach
    void removeVolumes() {
        docker().ok("volume", "prune", "-af");
    }

    private String in(String volume, String script) {
        return docker().ok("run", "--rm", "-v", volume + ":/v", IMAGE, "sh", "-c", script);
    }

    private String listed(String volume) {
        return in(volume, "cd /v && find . | sort | xargs stat -c '%n %A %u %g %Y' ; cat file");
    }

    @Test
    void a_volume_gets_another_name_while_it_is_used() {
        var docker = docker();
        docker.ok("run", "-d", "--name", "user", "-v", "data:/v", IMAGE, "sleep", "999");

        assertThat(docker.ok("volume", "rename", "data", "renamed")).isEqualTo("renamed");

        assertThat(docker.run("volume", "inspect", "data").code()).isOne();
        assertThat(docker.ok("inspect", "-f", "{{(index .Mounts 0).Name}}", "user"))
                .isEqualTo("renamed");
        assertThat(docker.run("volume", "rm", "renamed").err()).contains("volume is in use");
        docker.ok("restart", "-t", "0", "user");
        assertThat(docker.ok("exec", "user", "cat", "/v/file")).isEqualTo("one");
        docker.ok("run", "--rm", "--volumes-from", "user", IMAGE, "cat", "/v/file");
        docker.ok("volume", "create", "data");
        assertThat(in("data", "ls /v")).isEmpty();
        assertThat(docker.run("volume", "rename", "renamed", "data").err())
                .contains("a volume with the name data exists already");
    }

    @Test
    void a_list_has_sizes_when_asked() {
        in("data", "head -c 300000 /dev/zero > /v/large");

        assertThat(docker().ok("volume", "ls")).doesNotContain("SIZE");
        assertThat(docker().ok("volume", "ls", "--size")).contains("LINKS", "SIZE", "kB");
        var format = "{{.Name}} {{.Links}} {{.Size}}";
        assertThat(docker().ok("volume", "ls", "--format", format)).matches("data 0 3\\d\\dkB");
        docker().ok("volume", "create", "other");
        assertThat(docker().ok("volume", "ls", "-s", "-f", "name=oth").lines()).hasSize(2);
    }

    @Test
    void a_clone_is_the_same_and_apart() {
        docker().ok("volume", "clone", "data", "copy");

        assertThat(listed("copy")).isEqualTo(listed("data"));
        in("copy", "echo two > /v/file");
        assertThat(in("data", "cat /v/file")).isEqualTo("one");
        assertThat(docker().ok("volume", "inspect", "-f", "{{.Labels}}", "copy"))
                .isEqualTo("map[team:one]");
        assertThat(docker().run("volume", "clone", "data", "copy").code()).isOne();
        assertThat(docker().run("volume", "clone", "none", "x1").err()).contains("no such volume");
    }

    @Test
    void what_was_kept_is_put_back() {
        var docker = docker();
        var before = listed("data");
        docker.ok("volume", "snapshot", "data", "good");
        docker.ok("run", "-d", "--name", "user", "-v", "data:/v", IMAGE, "sleep", "999");
        docker.ok("exec", "user", "sh", "-c", "echo two > /v/file; rm /v/link; touch /v/more");

        assertThat(docker.run("volume", "restore", "data", "good").err())
                .contains("while these containers run: user");
        assertThat(docker.ok("volume", "restore", "data", "good", "apart")).isEqualTo("apart");
        assertThat(listed("apart")).isEqualTo(before);
        assertThat(docker.ok("exec", "user", "cat", "/v/file")).isEqualTo("two");
        assertThat(docker.run("volume", "restore", "data", "good", "apart").err())
                .contains("exists already");
        docker.ok("rm", "-f", "user");
        docker.ok("volume", "restore", "data", "good");

        assertThat(listed("data")).isEqualTo(before);
        assertThat(docker.ok("volume", "snapshots", "--format", "{{.Name}}", "data"))
                .isEqualTo("good");
        docker.ok("volume", "rm-snapshot", "data", "good");
        assertThat(docker.run("volume", "restore", "data", "good").err())
                .contains("volume data has no snapshot good");
    }

    /// Forty files get the same number in their order, over and over, among four hundred that are
    /// copied as well: whatever order a copy takes, a file written meanwhile is ahead of its place.
    @Test
    void a_copy_while_many_files_are_written_is_of_one_instant() {
        var docker = docker();
        var script =
                "for i in $(seq 400); do head -c 20000 /dev/zero > /v/filler$i; done; i=0;"
                        + " while :; do i=$((i+1));"
                        + " for f in $(seq 40); do echo $i > /v/w$f; done; done";
        docker.ok("run", "-d", "--name", "writer", "-v", "data:/v", IMAGE, "sh", "-c", script);
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(1))
                .until(() -> docker.run("exec", "writer", "test", "-s", "/v/w40").code() == 0);

        for (int round = 0; round < 3; round++) {
            docker.ok("volume", "clone", "data", "instant" + round);
            var read = "for f in $(seq 40); do echo n$(cat /v/w$f); done";
            assertOneInstant(in("instant" + round, read).lines().toList());
        }
        assertThat(docker.ok("inspect", "-f", "{{.State.Status}}", "writer")).isEqualTo("running");
    }

    /// Each has the number of the first or the one before; one may have been empty just then.
    private static void assertOneInstant(List<String> files) {
        assertThat(files).hasSize(40);
        assertThat(files.stream().filter(each -> each.equals("n")).count()).isLessThan(2);
        var numbers =
                files.stream()
                        .filter(each -> !each.equals("n"))
                        .map(each -> Integer.valueOf(each.substring(1)))
                        .toList();
        assertThat(numbers).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(numbers.getFirst() - numbers.getLast()).isBetween(0, 1);
    }

    @Test
    void an_archive_goes_out_and_comes_in_and_tar_reads_it() throws IOException {
        var docker = docker();
        var tar = files.resolve("v.tar").toString();
        var packed = files.resolve("v.tar.zst").toString();
        docker.ok("volume", "export", "-o", tar, "data");
        docker.ok("volume", "export", "--pause", "--zstd", "-o", packed, "data");

        assertThat(CommandOutcome.of("tar", "tf", tar).out().lines())
                .contains("./", "./file", "./link", "./pipe", "./sub/");
        assertThat(Files.size(Path.of(packed))).isLessThan(Files.size(Path.of(tar)));
        docker.ok("volume", "import", tar, "plain");
        docker.ok("volume", "import", packed, "packed");
        assertThat(listed("plain")).isEqualTo(listed("data"));
        assertThat(listed("packed")).isEqualTo(listed("data"));
        assertThat(docker.run("volume", "import", tar, "plain").err()).contains("exists already");
        Files.writeString(Path.of(tar), "no archive at all");
        assertThat(docker.run("volume", "import", tar, "broken").code()).isOne();
        assertThat(docker.ok("volume", "ls", "-q")).doesNotContain("broken");
    }

    @Test
    void a_registry_keeps_a_volume() {
        var docker = docker();
        try (var registry = RegistryProcess.open()) {
            var name = registry.host() + "/volumes/data:1";

            assertThat(docker.ok("volume", "push", "data", name)).startsWith("sha256:");
            var raw =
                    HostTools.run(
                            files,
                            "skopeo",
                            "inspect",
                            "--raw",
                            "--tls-verify=false",
                            "docker://" + name);
            assertThat(raw)
                    .contains("\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"")
                    .contains("\"artifactType\":");
            docker.ok("volume", "pull", name, "back");

            assertThat(listed("back")).isEqualTo(listed("data"));
            assertThat(docker.ok("volume", "inspect", "-f", "{{.Labels}}", "back"))
                    .isEqualTo("map[team:one]");
            docker.ok("tag", IMAGE, registry.host() + "/image:1");
            docker.ok("push", "-q", registry.host() + "/image:1");
            assertThat(docker.run("volume", "pull", registry.host() + "/image:1", "no").err())
                    .contains("is no volume");
            assertThat(docker.ok("volume", "ls", "-q").lines()).containsExactly("back", "data");
            docker.ok("rmi", registry.host() + "/image:1");
        }
    }
}
