package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DebianImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Projects as people have them, built on a Debian base with Debian's, npm's and Maven's own tools,
/// each run and answering, by this engine's command line and both builders of Docker's. How this
/// host reaches the registries comes in as secrets of the builds.
@Tag("foreign")
@Timeout(300)
class RealProjectsIT {
    private static final Path PROJECTS = Path.of("..", "testdata", "projects");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static DaemonProcess daemon;
    private static DockerCli caisson;

    @BeforeAll
    static void startDaemon() {
        daemon = DaemonProcess.start();
        caisson = DockerCli.of(CommandLine.program(), daemon);
        DebianImage.addTo(caisson);
    }

    @AfterAll
    static void endDaemon() {
        if (daemon != null) daemon.close();
    }

    @Test
    void a_node_project_with_dependencies_of_npm() throws IOException {
        build("node-base", "node:18");
        var npmrc = Files.writeString(daemon.files().resolve("npmrc"), npmrc());

        build(
                "node",
                "hello-node",
                "--secret",
                "id=npmrc,src=" + npmrc,
                "--secret",
                "id=authorities,src=/etc/ssl/certs/ca-certificates.crt");

        assertThat(answer("hello-node", 3000)).isEqualTo("hello from user 1000");
        var left = caisson.ok("run", "--rm", "-u", "0", "hello-node", "ls", "-A", "/root", "/run");
        assertThat(left).doesNotContain("npmrc", "secrets");
    }

    @Test
    void a_java_project_in_stages_with_maven() {
        var trust = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");

        build("java", "hello-java", "--secret", "id=trust,src=" + trust);

        assertThat(caisson.ok("run", "--rm", "hello-java")).isEqualTo("{\"java\":17}");
        var compiler = caisson.run("run", "--rm", "hello-java", "which", "javac");
        assertThat(compiler.out()).isEmpty();
    }

    @Test
    void a_c_project_that_becomes_a_single_file() {
        build("c", "hello-c");

        assertThat(caisson.ok("run", "--rm", "hello-c")).isEqualTo("forty-two");
    }

    @Test
    void a_site_of_nginx() {
        build("nginx", "hello-nginx");

        assertThat(answer("hello-nginx", 80)).isEqualTo("hello from nginx");
    }

    private static void build(String project, String name, String... more) {
        var line = new ArrayList<>(List.of("build", "--network", "host", "-t", name));
        line.addAll(List.of(more));
        line.add(PROJECTS.resolve(project).toString());
        var outcome = caisson.run(PATIENCE, line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.toString()).isZero();
        // Docker's own two make the same image, out of the same cache; one knows no secrets.
        var made = id(name);
        for (var buildKit : line.contains("--secret") ? List.<String>of() : List.of("1", "0")) {
            var docker =
                    DockerCli.docker(daemon)
                            .with("DOCKER_BUILDKIT", buildKit)
                            .with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
            var again = docker.run(PATIENCE, line.toArray(String[]::new));
            assertThat(again.code()).as(again.toString()).isZero();
            assertThat(again.out() + again.err()).containsIgnoringCase("cache");
            assertThat(id(name)).as("with DOCKER_BUILDKIT=" + buildKit).isEqualTo(made);
        }
    }

    private static String id(String name) {
        return caisson.ok("inspect", "--format", "{{.Id}}", name);
    }

    /// What a server in a container of this image says, asked from inside.
    private static String answer(String image, int port) {
        var curl = HostTools.installed("curl", "curl");
        var id = caisson.ok("run", "-d", image);
        try {
            var pid = caisson.ok("inspect", "--format", "{{.State.Pid}}", id);
            String[] ask = {
                "nsenter", "-t", pid, "-n", curl.toString(), "-s", "http://127.0.0.1:" + port + "/"
            };
            return await().until(() -> CommandOutcome.of(ask), outcome -> outcome.code() == 0)
                    .line();
        } finally {
            caisson.ok("rm", "-f", id);
        }
    }

    /// The host's own settings, but for the certificates, which are a secret of their own.
    private static String npmrc() throws IOException {
        var own = Path.of(System.getProperty("user.home"), ".npmrc");
        var settings = Files.exists(own) ? Files.readString(own) : "";
        return settings.replaceAll("(?m)^nodedir=.*$", "") + "\ncafile=/run/secrets/authorities\n";
    }
}
