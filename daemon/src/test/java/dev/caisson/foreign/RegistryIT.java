package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.PlatformsImage;
import dev.caisson.system.RegistryProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The docker command line, this engine and Debian's registry.
@Tag("foreign")
class RegistryIT {
    private static RegistryProcess registry;
    private static DaemonProcess engine;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        registry = RegistryProcess.open();
        engine = DaemonProcess.start();
        docker = DockerCli.docker(engine);
        var archive = BusyboxImage.archive(engine.files());
        docker.ok("load", "-i", archive.toString());
    }

    @AfterAll
    static void end() {
        try (var _ = registry) {
            engine.close();
        }
    }

    private static String pushed(String repository) {
        var name = registry.host() + "/" + repository;
        docker.ok("tag", BusyboxImage.NAME, name);
        docker.ok("push", name);
        return name;
    }

    @Test
    void what_was_pushed_is_pulled_again_and_runs() {
        var name = pushed("first/app:1");
        try (var other = DaemonProcess.start()) {
            var client = DockerCli.docker(other);

            var pulled = client.ok("pull", name);

            assertThat(pulled)
                    .contains("1: Pulling from first/app", "Pull complete", "Digest: sha256:")
                    .contains("Status: Downloaded newer image for " + name);
            assertThat(client.ok("pull", name)).contains("Status: Image is up to date for " + name);
            assertThat(client.ok("run", "--rm", "--network", "none", name, "echo", "it runs"))
                    .isEqualTo("it runs");
        }
    }

    @Test
    void run_pulls_what_is_missing() {
        var name = pushed("missing/app:2");
        docker.ok("rmi", name);

        var outcome = docker.run("run", "--rm", "--network", "none", name, "echo", "here");

        assertThat(outcome.line()).isEqualTo("here");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void a_digest_is_pulled_without_a_tag_and_has_the_same_image() {
        var name = pushed("digest/app:1");
        var digest =
                docker.ok("image", "inspect", "--format", "{{index .RepoDigests 0}}", name)
                        .replaceFirst(".*@", "");

        var pulled = docker.ok("pull", registry.host() + "/digest/app@" + digest);

        assertThat(pulled).contains("Digest: " + digest);
    }

    @Test
    void a_blob_of_another_repository_is_mounted_instead_of_sent() {
        pushed("source/app:1");

        var name = registry.host() + "/target/app:1";
        docker.ok("tag", BusyboxImage.NAME, name);

        assertThat(docker.ok("push", name)).contains("Mounted from ");
        assertThat(docker.ok("push", name)).contains("Layer already exists");
    }

    @Test
    void what_the_registry_has_not_is_said_in_its_words() {
        var repository = registry.host() + "/no/such";

        var outcome = docker.run("pull", repository + ":1");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "manifest for "
                                + repository
                                + ":1 not found: manifest unknown: manifest unknown");
        assertThat(docker.run("push", repository + ":1").err())
                .contains("An image does not exist locally with the tag: " + repository);
    }

    @Test
    void skopeo_reads_what_docker_pushed_through_this_engine() {
        var name = pushed("skopeo/app:1");
        var skopeo = HostTools.installed("skopeo", "skopeo").toString();

        var seen = CommandOutcome.of(skopeo, "inspect", "--tls-verify=false", "docker://" + name);

        assertThat(seen.out()).contains("\"origin\": \"caisson-test\"");
        assertThat(docker.ok("manifest", "inspect", "--insecure", name)).contains("schemaVersion");
    }

    @Test
    void an_index_is_pushed_whole_and_pulled_platform_by_platform() {
        var name = registry.host() + "/platforms/app:1";
        var archive = PlatformsImage.archive(engine.files(), name, "amd64", "s390x");
        docker.ok("load", "-i", archive.toString());
        docker.ok("push", name);
        try (var other = DaemonProcess.start()) {
            var client = DockerCli.docker(other);

            client.ok("pull", name);
            var digest = client.ok("image", "inspect", "-f", "{{index .RepoDigests 0}}", name);
            assertThat(client.run("image", "inspect", "--platform", "linux/s390x", name).code())
                    .isEqualTo(1);
            assertThat(
                            client.ok(
                                    "run",
                                    "--rm",
                                    "--platform",
                                    "linux/s390x",
                                    "--network",
                                    "none",
                                    name,
                                    "cat",
                                    "/platform"))
                    .isEqualTo("s390x");
            client.ok("tag", name, registry.host() + "/again/app:1");

            assertThat(docker.ok("image", "inspect", "-f", "{{.Descriptor.Digest}}", name))
                    .isEqualTo(digest.replaceFirst(".*@", ""));
            assertThat(raw("again", client)).contains("image.index.v1+json");
        }
    }

    private static String raw(String repository, DockerCli client) {
        client.ok("push", registry.host() + "/" + repository + "/app:1");
        var skopeo = HostTools.installed("skopeo", "skopeo").toString();
        var source = "docker://" + registry.host() + "/" + repository + "/app:1";
        return CommandOutcome.of(skopeo, "inspect", "--raw", "--tls-verify=false", source).out();
    }

    @Test
    void what_is_here_of_an_index_is_pushed_in_its_place() {
        var name = registry.host() + "/part/app:1";
        var archive = PlatformsImage.archive(engine.files(), name, "amd64", "s390x");
        docker.ok("load", "-i", archive.toString());
        docker.ok("rmi", "--platform", "linux/s390x", name);

        var pushed = docker.ok("push", name);

        assertThat(pushed).contains("only the available single-platform image was pushed");
        assertThat(raw("part", docker)).contains("image.manifest.v1+json");
        docker.ok("load", "-i", archive.toString());
        docker.ok("push", "--platform", "linux/s390x", name);
        var skopeo = HostTools.installed("skopeo", "skopeo").toString();
        var seen =
                CommandOutcome.of(
                        skopeo, "inspect", "--config", "--tls-verify=false", "docker://" + name);
        assertThat(seen.out()).contains("\"architecture\": \"s390x\"");
    }

    @Test
    void login_is_checked_by_the_registry_itself() {
        try (var closed = RegistryProcess.withPasswords()) {
            var name = closed.host() + "/private/app:1";
            docker.ok("tag", BusyboxImage.NAME, name);

            assertThat(docker.run("push", name).err()).contains("no basic auth credentials");
            var wrong =
                    docker.feed(
                            "wrong", "login", "-u", "tester", "--password-stdin", closed.host());
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.err()).contains("unauthorized");
            var right =
                    docker.feed(
                            RegistryProcess.PASSWORD,
                            "login",
                            "-u",
                            RegistryProcess.USER,
                            "--password-stdin",
                            closed.host());

            assertThat(right.out()).contains("Login Succeeded");
            docker.ok("push", name);
            docker.ok("rmi", name);
            docker.ok("pull", name);
            docker.ok("logout", closed.host());
            assertThat(docker.run("pull", name).err()).contains("no basic auth credentials");
        }
    }
}
