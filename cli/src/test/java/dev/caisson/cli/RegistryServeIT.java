package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host that serves its images, and those who pull them and push to it: skopeo, umoci, the docker
/// command line, another daemon of ours.
@Tag("foreign")
@Timeout(300)
class RegistryServeIT {
    private static final String READ_ONLY = "Serving on ";

    @TempDir Path directory;
    private DaemonProcess engine;
    private DockerCli caisson;

    @BeforeEach
    void start() {
        engine = DaemonProcess.start();
        caisson = DockerCli.of(CommandLine.program(), engine);
        caisson.ok("load", "-i", BusyboxImage.archive(engine.files()).toString());
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private String served(String... flags) {
        var words = new ArrayList<>(List.of("registry", "serve", "--detach"));
        words.addAll(List.of("--listen", "127.0.0.1:0"));
        words.addAll(List.of(flags));
        return address(caisson.ok(words.toArray(String[]::new)));
    }

    private static String address(String output) {
        return output.replaceFirst("(?s).*" + READ_ONLY, "").replaceFirst("(?s) .*", "");
    }

    private static CommandOutcome skopeo(String... arguments) {
        var command = new ArrayList<String>();
        command.add(HostTools.installed("skopeo", "skopeo").toString());
        command.addAll(List.of(arguments));
        return CommandOutcome.of(command.toArray(String[]::new));
    }

    private static CommandOutcome copied(String from, String to) {
        return skopeo(
                "copy",
                "--insecure-policy",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                from,
                to);
    }

    @Test
    void another_daemon_pulls_from_it_and_runs_the_image() {
        var registry = served();
        try (var other = DaemonProcess.start()) {
            var docker = DockerCli.docker(other);

            var pulled = docker.ok("pull", registry + "/" + BusyboxImage.NAME);

            assertThat(pulled).contains("Status: Downloaded newer image for " + registry);
            assertThat(
                            docker.ok(
                                    "run",
                                    "--rm",
                                    "--network",
                                    "none",
                                    registry + "/" + BusyboxImage.NAME,
                                    "echo",
                                    "from there"))
                    .isEqualTo("from there");
        }
    }

    @Test
    void skopeo_inspects_lists_and_copies_what_is_served_and_umoci_unpacks_it() {
        var source = "docker://" + served() + "/caisson-busybox:1";

        var seen = skopeo("inspect", "--tls-verify=false", source);
        var tags = skopeo("list-tags", "--tls-verify=false", source.replace(":1", ""));
        var layout = "oci:" + directory.resolve("layout") + ":busybox";
        var copied = copied(source, layout);
        var bundle = directory.resolve("bundle");
        var unpacked =
                CommandOutcome.of(
                        HostTools.installed("umoci", "umoci").toString(),
                        "unpack",
                        "--image",
                        directory.resolve("layout") + ":busybox",
                        bundle.toString());

        assertThat(seen.out()).contains("\"origin\": \"caisson-test\"");
        assertThat(tags.out()).contains("\"1\"");
        assertThat(copied.code()).as(copied.err()).isZero();
        assertThat(unpacked.code()).as(unpacked.err()).isZero();
        assertThat(bundle.resolve("rootfs/bin/busybox")).exists();
    }

    @Test
    void nothing_is_pushed_to_a_port_that_is_only_read() {
        var registry = served();
        var docker = DockerCli.docker(engine);
        docker.ok("tag", BusyboxImage.NAME, registry + "/mine:1");

        var pushed = docker.run("push", registry + "/mine:1");

        assertThat(pushed.code()).isEqualTo(1);
        assertThat(pushed.err())
                .contains("unsupported: this registry is read-only: its host serves it without");
    }

    @Test
    void what_skopeo_and_docker_push_is_an_image_of_the_host_and_is_pulled_by_others()
            throws IOException {
        var registry = served("--writable");
        try (var other = DaemonProcess.start()) {
            var docker = DockerCli.docker(other);
            docker.ok("load", "-i", BusyboxImage.archive(other.files()).toString());
            docker.ok("tag", BusyboxImage.NAME, registry + "/team/app:docker");
            assertThat(docker.ok("push", registry + "/team/app:docker")).contains("docker: digest");

            var archive = BusyboxImage.archive(Files.createTempDirectory(directory, "a"));
            var copied =
                    copied("docker-archive:" + archive, "docker://" + registry + "/team/app:other");
            assertThat(copied.code()).as(copied.err()).isZero();

            assertThat(docker.ok("pull", "-a", registry + "/team/app"))
                    .contains("docker: Pulling from team/app", "other: Pulling from team/app");
        }
        var images = caisson.ok("images", "--format", "{{.Repository}}:{{.Tag}}");
        assertThat(images).contains(registry + "/team/app:docker", registry + "/team/app:other");
        assertThat(
                        caisson.ok(
                                "run",
                                "--rm",
                                "--network",
                                "none",
                                registry + "/team/app:other",
                                "echo",
                                "pushed"))
                .isEqualTo("pushed");
    }

    @Test
    void what_was_pushed_is_still_there_after_a_crash_and_goes_when_it_is_deleted() {
        var first = served("--writable");
        var archive = "docker-archive:" + BusyboxImage.archive(directory);
        assertThat(copied(archive, "docker://" + first + "/kept:1").code()).isZero();

        engine.crash();
        engine.restart();
        var registry = served("--listen", first, "--writable");
        var name = "docker://" + registry + "/kept:1";

        assertThat(caisson.ok("registry", "ls")).isEqualTo(registry + " (writable)");
        assertThat(copied(name, "oci:" + directory.resolve("layout") + ":1").code()).isZero();
        assertThat(skopeo("delete", "--tls-verify=false", name).code()).isZero();
        assertThat(skopeo("inspect", "--tls-verify=false", name).err()).contains("unknown");
        assertThat(
                        skopeo(
                                        "delete",
                                        "--tls-verify=false",
                                        name.replace("kept", "caisson-busybox"))
                                .err())
                .contains("is an image of this host and was not pushed here");
    }

    @Test
    void in_the_foreground_it_is_served_until_the_command_is_interrupted() {
        try (var serving = caisson.start("registry", "serve", "--listen", "127.0.0.1:0")) {
            serving.awaitOutput("(read-only)");
            var registry = address(serving.output());
            assertThat(caisson.ok("registry", "ls")).isEqualTo(registry + " (read-only)");

            serving.signal("INT");
            serving.outcome();

            Awaitility.await().until(() -> caisson.ok("registry", "ls").isEmpty());
            assertThat(
                            skopeo("list-tags", "--tls-verify=false", "docker://" + registry + "/a")
                                    .err())
                    .contains("connection refused");
        }
    }

    @Test
    void a_port_that_is_taken_is_said_and_one_that_is_not_open_is_not_closed() {
        var registry = served();

        assertThat(caisson.run("registry", "serve", "--listen", registry).err())
                .contains("the registry is already served on " + registry);
        caisson.ok("registry", "stop", registry);
        assertThat(caisson.run("registry", "stop", registry).err())
                .contains("the registry is not served on " + registry);
    }
}
