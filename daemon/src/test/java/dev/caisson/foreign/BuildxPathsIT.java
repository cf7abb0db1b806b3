package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.GitServer;
import dev.caisson.system.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Where buildx takes contexts from and brings results to, and what it is told of what is not here.
class BuildxPathsIT extends BuildxContract {
    private static final String RECIPE = "FROM caisson-busybox:1\nCOPY f /f\nCMD cat /f\n";

    private static CommandOutcome docker(String... words) {
        return docker.run(PATIENCE, words);
    }

    private static void succeeded(CommandOutcome outcome) {
        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }

    private static String run(String image) {
        return docker.ok("run", "--rm", "--network", "none", image);
    }

    private static Path context(String dockerfile, String content) {
        try {
            var directory =
                    Files.createDirectory(daemon.files().resolve("context-" + UUID.randomUUID()));
            Files.writeString(directory.resolve("Dockerfile"), dockerfile);
            Files.writeString(directory.resolve("f"), content);
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void what_is_built_is_pushed() {
        try (var registry = RegistryProcess.open()) {
            var name = registry.host() + "/team/pushed:1";

            succeeded(docker("build", "--push", "-t", name, context(RECIPE, "pushed").toString()));

            docker.ok("rmi", name);
            assertThat(run(name)).isEqualTo("pushed");
        }
    }

    @Test
    void a_context_comes_from_git_and_from_the_web() throws IOException {
        var work = context("FROM scratch\n", "");
        var sub = Files.createDirectory(work.resolve("sub"));
        Files.writeString(sub.resolve("Dockerfile"), RECIPE);
        Files.writeString(sub.resolve("f"), "from git");
        var tar = daemon.files().resolve("c.tar.gz").toString();
        var web = context(RECIPE, "from the web").toString();
        assertThat(CommandOutcome.of("tar", "czf", tar, "-C", web, ".").code()).isZero();
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var body = Files.readAllBytes(Path.of(tar));
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        try (var git = GitServer.start(Files.createDirectory(daemon.files().resolve("git")))) {
            var address = git.publish("r", work, "side");

            succeeded(docker("build", "-t", "from-git", address + "#side:sub"));
            var port = server.getAddress().getPort();
            succeeded(docker("build", "-t", "from-web", "http://127.0.0.1:" + port + "/c.tar.gz"));
        } finally {
            server.stop(0);
        }

        assertThat(run("from-git")).isEqualTo("from git");
        assertThat(run("from-web")).isEqualTo("from the web");
    }

    @Test
    void a_context_comes_by_a_pipe() {
        var directory = context(RECIPE, "piped");

        succeeded(docker.shell("tar cz -C " + directory + " . | \"$@\" build -t piped -"));

        assertThat(run("piped")).isEqualTo("piped");
    }

    @Test
    void bake_builds_its_targets() throws IOException {
        var directory =
                context("FROM caisson-busybox:1\nARG N\nRUN echo $N > /n\nCMD cat /n\n", "");
        var file = directory.resolve("docker-bake.hcl");
        Files.writeString(
                file,
                """
                group "default" { targets = ["one", "two"] }
                target "one" {
                  context = "%1$s"
                  tags = ["baked-one"]
                  args = { N = "1" }
                }
                target "two" {
                  inherits = ["one"]
                  tags = ["baked-two"]
                  args = { N = "2" }
                }
                target "linked" {
                  context = "%1$s"
                  contexts = { "caisson-busybox:1" = "target:one" }
                }
                """
                        .formatted(directory));

        succeeded(docker("buildx", "bake", "-f", file.toString(), "--allow=fs=" + directory));
        var linked =
                docker(
                        "buildx",
                        "bake",
                        "-f",
                        file.toString(),
                        "--allow=fs=" + directory,
                        "linked");

        assertThat(run("baked-one") + run("baked-two")).isEqualTo("12");
        succeeded(linked);
    }

    @Test
    void what_is_not_made_is_said() {
        var directory = context(RECIPE, "").toString();
        for (var asked :
                List.of("--provenance=true", "--sbom=true", "--attest=type=provenance,mode=max")) {
            var outcome = docker("build", asked, directory);

            assertThat(outcome.code()).as(asked + outcome).isNotZero();
            assertThat(outcome.err()).contains("not supported");
        }
        var history = docker("buildx", "history", "ls");

        assertThat(history.code()).as(history.toString()).isZero();
    }

    @Test
    void the_same_input_gives_the_same_image() {
        var recipe =
                """
                FROM caisson-busybox:1
                WORKDIR /w
                COPY f .
                RUN date > /now; rm /now; echo x > y
                """;
        var ids = new ArrayList<String>();

        for (var way : List.of("0", "1", "0", "1")) {
            var directory = context(recipe, "same");
            var client = docker.with("DOCKER_BUILDKIT", way);
            var epoch = "SOURCE_DATE_EPOCH=1700000000";
            var words = List.of("build", "-q", "--no-cache", "--build-arg", epoch);
            var all = new ArrayList<>(words);
            all.add(directory.toString());
            ids.add(client.ok(all.toArray(String[]::new)));
        }
        succeeded(
                docker(
                        "build",
                        "-t",
                        "stamped",
                        "--no-cache",
                        "--build-arg",
                        "SOURCE_DATE_EPOCH=1700000000",
                        "--output=type=image,rewrite-timestamp=true",
                        context(recipe, "same").toString()));
        ids.add(docker.ok("inspect", "-f", "{{.Id}}", "stamped"));

        assertThat(ids.stream().distinct()).hasSize(1);
        assertThat(docker.ok("inspect", "-f", "{{.Created}}", "stamped"))
                .isEqualTo("2023-11-14T22:13:20Z");
    }

    @Test
    void privileges_are_given_when_they_are_allowed() {
        var recipe =
                """
                FROM caisson-busybox:1
                RUN --security=insecure ! grep -q 'CapEff:.*00000000a80425fb' /proc/self/status
                RUN grep -q 'CapEff:.*00000000a80425fb' /proc/self/status
                """;

        var outcome =
                docker("build", "--allow", "security.insecure", context(recipe, "").toString());

        succeeded(outcome);
    }
}
