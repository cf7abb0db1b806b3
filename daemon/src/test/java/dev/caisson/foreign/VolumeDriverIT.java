package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Volumes whose options name a file system: mounted by their first user, unmounted by the last.
@Tag("foreign")
@Timeout(300)
class VolumeDriverIT extends KillableEngine {
    @AfterEach
    @Override
    void removeContainers() {
        super.removeContainers();
        docker.ok("volume", "prune", "-af");
    }

    private void create(String name, String type, String device, String options) {
        docker.ok(
                "volume",
                "create",
                "-o",
                "type=" + type,
                "-o",
                "device=" + device,
                "-o",
                "o=" + options,
                name);
    }

    /// What is mounted beneath the data root, of volumes.
    private List<String> mounted() {
        try (var lines = Files.lines(Path.of("/proc/self/mounts"))) {
            return lines.map(line -> line.split(" ")[1])
                    .filter(place -> place.startsWith(daemon.dataRoot() + "/volumes/"))
                    .toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void two_users_share_a_tmpfs_and_the_last_takes_it_along() {
        create("memory", "tmpfs", "tmpfs", "size=1m,mode=1777,noexec");
        assertThat(mounted()).isEmpty();

        docker.ok("run", "-d", "--name", "one", "-v", "memory:/m", IMAGE, "sleep", "999");
        docker.ok("run", "-d", "--name", "two", "-v", "memory:/m", IMAGE, "sleep", "999");
        docker.ok("exec", "one", "sh", "-c", "echo shared > /m/file");
        assertThat(docker.ok("exec", "two", "cat", "/m/file")).isEqualTo("shared");
        assertThat(docker.ok("exec", "two", "grep", " /m ", "/proc/mounts"))
                .contains("noexec", "size=1024k");
        assertThat(mounted()).hasSize(1);

        docker.ok("rm", "-f", "one");
        assertThat(docker.ok("exec", "two", "cat", "/m/file")).isEqualTo("shared");
        assertThat(mounted()).hasSize(1);
        docker.ok("rm", "-f", "two");
        Awaitility.await().until(() -> mounted().isEmpty());
    }

    @Test
    void a_killed_daemon_keeps_the_mounts_of_those_who_run_and_forgets_the_others() {
        create("memory", "tmpfs", "tmpfs", "size=1m");
        create("other", "tmpfs", "tmpfs", "size=1m");
        docker.ok("run", "-d", "--name", "stays", "-v", "memory:/m", IMAGE, "sleep", "999");
        docker.ok("run", "-d", "--name", "goes", "-v", "other:/m", IMAGE, "sleep", "999");
        docker.ok("exec", "stays", "sh", "-c", "echo kept > /m/file");
        assertThat(mounted()).hasSize(2);

        var ending = docker.ok("inspect", "-f", "{{.State.Pid}}", "goes");
        daemon.crash();
        assertThat(CommandOutcome.of("kill", "-9", ending).code()).isZero();
        daemon.restart();

        Awaitility.await().until(() -> mounted().size() == 1);
        docker.ok("run", "-d", "--name", "next", "-v", "memory:/m", IMAGE, "sleep", "999");
        assertThat(docker.ok("exec", "next", "cat", "/m/file")).isEqualTo("kept");
        docker.ok("rm", "-f", "stays", "next");
        Awaitility.await().until(() -> mounted().isEmpty());
    }

    @Test
    void a_file_system_on_a_device_is_mounted_for_its_users() throws IOException {
        var image = daemon.files().resolve("disk");
        var device = disk(image);
        try {
            create("disk", "ext4", device, "noatime");
            docker.ok("run", "--rm", "-v", "disk:/d", IMAGE, "sh", "-c", "echo on disk > /d/file");
            Awaitility.await().until(() -> mounted().isEmpty());
            assertThat(docker.ok("run", "--rm", "-v", "disk:/d:ro", IMAGE, "cat", "/d/file"))
                    .isEqualTo("on disk");
            docker.ok("create", "--name", "still", "-v", "disk:/d", IMAGE, "true");
            assertThat(docker.run("cp", "still:/d/file", "-").out()).contains("on disk");
            Awaitility.await().until(() -> mounted().isEmpty());
        } finally {
            removeContainers();
            CommandOutcome.of("losetup", "-d", device);
        }
    }

    private static String disk(Path image) {
        assertThat(CommandOutcome.of("truncate", "-s", "16M", image.toString()).code()).isZero();
        assertThat(CommandOutcome.of("mkfs.ext4", "-q", image.toString()).code()).isZero();
        var device = CommandOutcome.of("losetup", "-f", "--show", image.toString());
        assertThat(device.code()).as(device.err()).isZero();
        return device.line();
    }

    @Test
    void a_server_that_is_not_there_fails_the_start_and_leaves_nothing() {
        create("far", "nfs", ":/export", "addr=127.0.0.1,password=hidden,nolock,soft,timeo=1");

        var refused = docker.run("run", "--name", "user", "-v", "far:/d", IMAGE, "true");

        assertThat(refused.code()).isEqualTo(125);
        assertThat(refused.err())
                .contains("failed to mount local volume", "password=********")
                .doesNotContain("hidden");
        assertThat(mounted()).isEmpty();
    }

    @Test
    void a_bound_directory_that_vanished_is_told() throws IOException {
        var directory = Files.createDirectory(daemon.files().resolve("vanishing"));
        create("bound", "none", directory.toString(), "bind");
        docker.ok("create", "--name", "user", "-v", "bound:/d", IMAGE, "true");
        Files.delete(directory);

        assertThat(docker.run("start", "user").err()).contains("no such file or directory");
        assertThat(directory).doesNotExist();
        Files.createDirectory(directory);
        docker.ok("start", "user");
    }

    @Test
    void options_are_refused_as_docker_does() {
        assertThat(docker.run("volume", "create", "-o", "foo=bar", "x1").err())
                .contains("create x1: invalid option: \"foo\"");
        assertThat(docker.run("volume", "create", "-o", "type=tmpfs", "x1").err())
                .contains("create x1: missing required option: \"device\"");
        assertThat(docker.run("volume", "create", "-o", "device=/x", "x1").err())
                .contains("create x1: missing required option: \"type\"");
        assertThat(docker.run("volume", "create", "x").err())
                .contains("volume name is too short, names should be at least two alphanumeric");
        assertThat(docker.run("volume", "create", "a/b").err())
                .contains("includes invalid characters for a local volume name");
        assertThat(docker.ok("volume", "ls", "-q")).isEmpty();
    }
}
