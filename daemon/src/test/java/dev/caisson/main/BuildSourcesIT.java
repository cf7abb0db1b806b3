package dev.caisson.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.GitServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where files of a build can come from: archives of every sort, web servers, Git repositories.
@Tag("foreign")
class BuildSourcesIT {
    private static final String DOCKERFILE = "FROM caisson-busybox:1\nCOPY f /f\nCMD cat /f\n";

    private static DaemonProcess daemon;
    private static DockerCli docker;
    private static HttpServer web;
    private static Path served;

    @BeforeAll
    static void start() throws IOException {
        daemon = DaemonProcess.start();
        docker = DockerCli.docker(daemon).with("DOCKER_BUILDKIT", "0");
        daemon.api().load(BusyboxImage.archive(daemon.files()));
        served = Files.createDirectory(daemon.files().resolve("served"));
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var file = served.resolve(exchange.getRequestURI().getPath().substring(1));
                        boolean there = Files.isRegularFile(file);
                        var body = there ? Files.readAllBytes(file) : new byte[0];
                        exchange.sendResponseHeaders(
                                there ? 200 : 404, body.length == 0 ? -1 : body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        web.start();
    }

    @AfterAll
    static void end() {
        web.stop(0);
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "z", "j", "J", "--zstd"})
    void a_context_may_be_compressed(String compression) throws IOException {
        var archive = archive(directory("in a tar"), compression);

        var answer = daemon.api().client().upload("/build?t=compressed&q=1", archive);

        assertThat(answer.text()).contains("sha256:").doesNotContain("errorDetail");
        assertThat(run("compressed")).isEqualTo("in a tar");
    }

    @Test
    void a_context_that_is_no_archive_is_refused_and_leaves_nothing() throws IOException {
        var file = Files.writeString(daemon.files().resolve("no-archive"), "no".repeat(1000));

        var answer = daemon.api().client().upload("/build?t=x", file);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("cannot read the build context");
        try (var left = Files.list(daemon.dataRoot().resolve("build-cache/work"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_remote_context_may_be_an_archive_or_a_dockerfile() throws IOException {
        Files.copy(archive(directory("from the web"), "z"), served.resolve("c.tar.gz"));
        Files.writeString(served.resolve("D"), "FROM caisson-busybox:1\nCMD echo alone\n");

        remote(address("c.tar.gz"), "remote-archive");
        remote(address("D"), "remote-file");

        assertThat(run("remote-archive")).isEqualTo("from the web");
        assertThat(run("remote-file")).isEqualTo("alone");
    }

    @Test
    void a_repository_is_a_context_with_its_branch_and_directory() throws Exception {
        var work = directory("unused");
        Files.createDirectory(work.resolve("sub"));
        Files.writeString(work.resolve("sub/Dockerfile"), DOCKERFILE);
        Files.writeString(work.resolve("sub/f"), "from git");
        try (var git = GitServer.start(Files.createDirectory(daemon.files().resolve("git")))) {
            var address = git.publish("r", work, "side");

            remote(address + "#side:sub", "remote-git");
            var added = directory("unused");
            Files.writeString(
                    added.resolve("Dockerfile"),
                    "FROM caisson-busybox:1\nADD " + address + " /src/\nCMD ls -A /src /src/sub\n");
            build(added, "added-git");

            assertThat(run("remote-git")).isEqualTo("from git");
            assertThat(run("added-git"))
                    .isEqualTo("/src:\nDockerfile\nf\nsub\n\n/src/sub:\nDockerfile\nf");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:1/x.git#--upload-pack=touch /tmp/caisson-hacked",
                "file:///etc",
                "/etc",
                "ext::sh -c id.git",
                "https://127.0.0.1:1/x.git#main:../../etc",
            })
    void a_remote_that_is_no_address_of_the_net_is_refused(String address) {
        var answer = ask(address, "refused");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Path.of("/tmp/caisson-hacked")).doesNotExist();
    }

    @Test
    void add_unpacks_archives_and_fetches_files_with_their_digest() throws Exception {
        var context = directory("x");
        Files.copy(archive(directory("packed"), "J"), context.resolve("a.tar.xz"));
        Files.writeString(served.resolve("data.txt"), "fetched");
        var digest =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest("fetched".getBytes(UTF_8)));
        var dockerfile =
                """
                FROM caisson-busybox:1
                ADD a.tar.xz /unpacked
                ADD --unpack=false a.tar.xz /kept
                ADD --checksum=sha256:%s --chmod=644 %s /web/
                CMD cat /unpacked/f /web/data.txt && test -f /kept
                """
                        .formatted(digest, address("data.txt"));
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        build(context, "added");
        Files.writeString(served.resolve("data.txt"), "another");

        var outcome = docker.run("build", context.toString());

        assertThat(run("added")).isEqualTo("packedfetched");
        assertThat(outcome.err()).contains("digest mismatch for " + address("data.txt"));
    }

    @Test
    void a_secret_is_there_for_its_command_and_nowhere_else() throws IOException {
        var context = directory("x");
        Files.writeString(
                context.resolve("Dockerfile"),
                """
                FROM caisson-busybox:1
                RUN --mount=type=secret,id=token,required=true \\
                    --mount=type=secret,id=key,env=KEY \\
                    cat /run/secrets/token | wc -c > /length && echo ${#KEY} >> /length
                RUN test ! -e /run/secrets && test -z "$KEY"
                CMD cat /length
                """);
        var json =
                "{\"token\":\"%s\",\"key\":\"%s\"}"
                        .formatted(base64("s3cr3t-t0ken"), base64("s3cr3t-key"));
        var header =
                Map.of(
                        "X-Caisson-Secrets",
                        Base64.getUrlEncoder().encodeToString(json.getBytes(UTF_8)));
        var archive = archive(context, "");

        var built = daemon.api().client().upload("/build?t=secrets", archive, header);
        var without = daemon.api().client().upload("/build?nocache=1", archive);

        assertThat(built.text()).contains("Successfully tagged secrets");
        assertThat(run("secrets")).isEqualTo("12\n10");
        assertThat(without.text()).contains("secret token is required and was not given");
        var grep =
                CommandOutcome.of(
                        "grep",
                        "-rlE",
                        "s3cr3t",
                        daemon.dataRoot().toString(),
                        daemon.execRoot().toString());
        assertThat(grep.out()).isEmpty();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String address(String name) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + "/" + name;
    }

    private static void remote(String address, String name) {
        var answer = ask(address, name);
        assertThat(answer.text()).contains("Successfully tagged " + name);
    }

    private static dev.caisson.system.Answer ask(String address, String name) {
        var client = daemon.api().client();
        return client.post("/build?t=" + name + "&remote=" + ApiClient.escaped(address), null);
    }

    private static void build(Path context, String name) {
        var outcome = docker.run(Duration.ofMinutes(1), "build", "-t", name, context.toString());
        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }

    private static String run(String image) {
        return docker.ok("run", "--rm", "--network", "none", image);
    }

    private static Path directory(String content) throws IOException {
        var directory = Files.createTempDirectory(daemon.files(), "sources-");
        Files.writeString(directory.resolve("Dockerfile"), DOCKERFILE);
        Files.writeString(directory.resolve("f"), content);
        return directory;
    }

    private static Path archive(Path directory, String compression) {
        var archive = directory.resolveSibling(directory.getFileName() + ".tar");
        var how = compression.startsWith("-") ? compression : "-" + compression + "c";
        var command =
                compression.startsWith("-")
                        ? new String[] {"tar", how, "-cf", archive.toString()}
                        : new String[] {"tar", how + "f", archive.toString()};
        var all = java.util.Arrays.copyOf(command, command.length + 3);
        all[command.length] = "-C";
        all[command.length + 1] = directory.toString();
        all[command.length + 2] = ".";
        assertThat(CommandOutcome.of(all).code()).isZero();
        return archive;
    }
}
