package dev.caisson.front.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.engine.Containers.WaitResult;
import dev.caisson.event.EventType;
import dev.caisson.front.http.RawClient;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class DockerStreamsTest {
    private static final String ID = "a".repeat(64);

    @TempDir Path directory;

    private ApiClient api;

    @BeforeEach
    void open() {
        api = new ApiClient(directory);
        api.fake.containers.all.put(
                "good",
                FakeEngine.view(
                        new ContainerId(ID),
                        new ContainerName("good"),
                        ContainerSpec.ofImage("bb:1")));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void an_attached_client_may_end_its_input_and_go_on_reading() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    "POST /v1.51/containers/good/attach?stream=1&stdin=1&stdout=1&stderr=1"
                            + " HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
                            + "early");
            var head = client.readUntil("\r\n\r\n");
            var echoed = client.readUntil("early");
            client.endInput();

            assertThat(head)
                    .isEqualTo(
                            RawClient.head(
                                    "HTTP/1.1 101 UPGRADED",
                                    "Content-Type: application/vnd.docker.multiplexed-stream",
                                    "Connection: Upgrade",
                                    "Upgrade: tcp"));
            assertThat(echoed).isEqualTo("\1\0\0\0\0\0\0\5early");
            assertThat(client.readAll()).isEqualTo("\2\0\0\0\0\0\0\4done");
        }
    }

    /// As dockerode sends its parameters twice.
    @Test
    void a_body_before_the_hijacked_stream_is_no_input() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    RawClient.head(
                                    "POST /containers/good/attach?stream=1&stdin=1&stdout=1"
                                            + " HTTP/1.1",
                                    "Host: d",
                                    "Content-Type: application/json",
                                    "Content-Length: 15",
                                    "Connection: Upgrade",
                                    "Upgrade: tcp")
                            + "{\"stream\":true}early");
            client.readUntil("\r\n\r\n");

            assertThat(client.readUntil("early")).isEqualTo("\1\0\0\0\0\0\0\5early");
            client.endInput();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1.51, true, true, raw-stream",
        "/v1.51, false, true, multiplexed-stream",
        "/v1.41, false, true, raw-stream",
        "/v1.51, false, false, raw-stream"
    })
    void the_type_of_a_hijacked_stream_depends_on_version_terminal_and_upgrade(
            String version, boolean tty, boolean upgrade, String type) throws Exception {
        api.fake.containers.tty = tty;
        try (var client = api.connect()) {
            client.send(
                    "POST "
                            + version
                            + "/containers/good/attach?stream=1 HTTP/1.1\r\nHost: d\r\n"
                            + (upgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "")
                            + "\r\n");

            assertThat(client.readUntil("\r\n\r\n"))
                    .startsWith(upgrade ? "HTTP/1.1 101 UPGRADED" : "HTTP/1.1 200 OK")
                    .contains("Content-Type: application/vnd.docker." + type + "\r\n");
        }
    }

    @Test
    void an_attach_to_nothing_is_refused_on_the_hijacked_connection() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    RawClient.head(
                            "POST /containers/nope/attach?stream=1 HTTP/1.1",
                            "Host: d",
                            "Connection: Upgrade",
                            "Upgrade: tcp"));

            assertThat(client.readAll())
                    .isEqualTo(
                            RawClient.head(
                                            "HTTP/1.1 404 Not Found",
                                            "Content-Type: application/vnd.docker.raw-stream")
                                    + "No such container: nope\r\n");
        }
    }

    @Test
    void an_attached_client_that_leaves_is_detached() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    RawClient.head(
                            "POST /containers/good/attach?stream=1&stdout=1 HTTP/1.1",
                            "Host: d",
                            "Connection: Upgrade",
                            "Upgrade: tcp"));
            client.readUntil("\r\n\r\n");
        }

        // Whoever only reads is missed when something is written.
        var attached = Objects.requireNonNull(api.fake.containers.attached);
        await().until(
                        () -> {
                            attached.write(java.nio.ByteBuffer.wrap(new byte[1]));
                            return attached.isClosed();
                        });
    }

    @Test
    void an_exec_session_is_started_with_its_streams() throws Exception {
        var created =
                api.post(
                        "/containers/good/exec",
                        "{\"Cmd\":[\"cat\"],\"AttachStdin\":true,\"AttachStdout\":true}");
        try (var client = api.connect()) {
            var body = "{\"Detach\":false,\"Tty\":false}";
            client.send(
                    "POST /exec/e0/start HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\n"
                            + "Upgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body
                            + "x");
            client.endInput();

            assertThat(created.body()).isEqualTo("{\"Id\":\"e0\"}\n");
            assertThat(client.readAll())
                    .startsWith("HTTP/1.1 101 UPGRADED\r\n")
                    .endsWith("\r\n\r\n\1\0\0\0\0\0\0\1x\2\0\0\0\0\0\0\4done");
        }
    }

    @Test
    void a_session_that_has_run_is_told_on_the_stream_or_as_a_conflict() throws Exception {
        api.post("/containers/good/exec", "{\"Cmd\":[\"true\"]}");
        var first = api.post("/exec/e0/start", "{\"Detach\":true}");
        var detached = api.post("/exec/e0/start", "{\"Detach\":true}");
        var attached =
                api.request(
                        "POST",
                        "/exec/e0/start",
                        "Upgrade: tcp\r\nContent-Type: application/json\r\n",
                        "{\"Tty\":true}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(detached.status()).isEqualTo(409);
        assertThat(detached.body())
                .isEqualTo("{\"message\":\"exec command e0 has already run\"}\n");
        assertThat(attached.body()).isEqualTo("exec command e0 has already run\r\n");
    }

    @Test
    void an_exec_session_is_shown() throws Exception {
        api.post("/containers/good/exec", "{\"Cmd\":[\"sh\",\"-c\",\"x\"],\"AttachStdout\":true}");

        assertThat(api.get("/exec/e0/json").body())
                .startsWith(
                        "{\"ID\":\"e0\",\"Running\":false,\"ExitCode\":null,\"ProcessConfig\":"
                                + "{\"tty\":false,\"entrypoint\":\"sh\",\"arguments\":"
                                + "[\"-c\",\"x\"],\"privileged\":false},\"OpenStdin\":false,"
                                + "\"OpenStderr\":false,\"OpenStdout\":true,\"CanRemove\":false,"
                                + "\"ContainerID\":\"");
    }

    @ParameterizedTest
    @CsvSource({
        "false, /v1.51, multiplexed-stream",
        "true, /v1.51, raw-stream",
        "false, /v1.41, raw-stream"
    })
    void logs_are_framed_unless_a_terminal_wrote_them(boolean tty, String version, String type)
            throws Exception {
        api.fake.containers.tty = tty;

        var reply = api.get(version + "/containers/good/logs?stdout=1&tail=5&since=1.5");

        assertThat(reply.head()).contains("Content-Type: application/vnd.docker." + type);
        assertThat(reply.body()).contains((tty ? "" : "\1\0\0\0\0\0\0\3") + "hi\n");
        assertThat(api.fake.containers.calls.getFirst())
                .contains("since=1970-01-01T00:00:01.500Z", "tail=5", "follow=false");
    }

    @Test
    void a_follower_of_logs_that_leaves_ends_the_reading() throws Exception {
        try (var client = api.connect()) {
            client.send("GET /containers/good/logs?stdout=1&follow=1 HTTP/1.1\r\nHost: d\r\n\r\n");
            client.readUntil("hi\n");
        }

        var attached = Objects.requireNonNull(api.fake.containers.attached);
        await().until(attached::isClosed);
    }

    @Test
    void a_wait_answers_its_head_at_once_and_its_body_at_the_end() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    "POST /containers/good/wait?condition=next-exit HTTP/1.1\r\nHost: d\r\n\r\n");
            var head = client.readUntil("\r\n\r\n");
            api.fake.containers.ended.complete(new WaitResult(137, null));

            assertThat(head).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(client.readUntil("0\r\n\r\n")).contains("{\"StatusCode\":137}\n");
        }
    }

    @Test
    void a_wait_is_given_up_when_its_client_leaves() throws Exception {
        try (var client = api.connect()) {
            client.send("POST /containers/good/wait HTTP/1.1\r\nHost: d\r\n\r\n");
            client.readUntil("\r\n\r\n");
        }

        await().until(api.fake.containers.ended::isCancelled);
    }

    @Test
    void events_are_streamed_until_the_client_leaves() throws Exception {
        try (var client = api.connect()) {
            client.send("GET /events HTTP/1.1\r\nHost: d\r\n\r\n");
            client.readUntil("\r\n\r\n");
            api.fake.events.publish(
                    EventType.CONTAINER, "start", ID, Map.of("name", "good", "image", "bb:1"));

            assertThat(client.readUntil("}\n"))
                    .endsWith(
                            "{\"status\":\"start\",\"id\":\""
                                    + ID
                                    + "\",\"from\":\"bb:1\",\"Type\":\"container\",\"Action\":"
                                    + "\"start\",\"Actor\":{\"ID\":\""
                                    + ID
                                    + "\",\"Attributes\":{\"image\":\"bb:1\",\"name\":\"good\"}},"
                                    + "\"scope\":\"local\",\"time\":1700000000,"
                                    + "\"timeNano\":1700000000000000005}\n");
        }

        await().until(() -> api.fake.events.closed);
    }
}
