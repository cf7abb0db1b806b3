package dev.caisson.front.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.front.http.RawClient;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Images over the wire: statuses and texts are those of dockerd.
@Timeout(120)
class ImageApiTest {
    @TempDir Path directory;

    private ApiClient api;

    @BeforeEach
    void open() {
        api = new ApiClient(directory);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void images_are_listed() throws Exception {
        assertThat(api.get("/images/json").body())
                .isEqualTo(
                        "[{\"Containers\":0,\"Created\":1700000000,\"Id\":\"sha256:"
                                + "1".repeat(64)
                                + "\",\"Labels\":null,\"ParentId\":\"\",\"RepoDigests\":[],"
                                + "\"RepoTags\":[\"bb:1\"],\"SharedSize\":-1,\"Size\":2063311}]\n");
    }

    @Test
    void an_image_of_an_older_version_has_what_it_had_then() throws Exception {
        assertThat(api.get("/images/bb:1/json").body())
                .doesNotContain("VirtualSize", "ContainerConfig", "AttachStdin")
                .contains("\"LastTagTime\":\"2023-11-14T22:13:20.5Z\"");
        assertThat(api.get("/v1.40/images/bb:1/json").body())
                .contains("\"VirtualSize\":2063311", "\"ContainerConfig\":{\"Hostname\":\"\"")
                .contains("\"AttachStdin\":false");
        assertThat(api.get("/v1.46/images/bb:1/json").body())
                .contains("\"AttachStdin\":false")
                .doesNotContain("VirtualSize", "ContainerConfig");
    }

    @Test
    void an_image_is_removed_step_by_step() throws Exception {
        assertThat(api.request("DELETE", "/images/bb:1", "", "").body())
                .isEqualTo(
                        "[{\"Untagged\":\"bb:1\"},{\"Deleted\":\"sha256:"
                                + "1".repeat(64)
                                + "\"}]\n");
    }

    @Test
    void images_are_saved() throws Exception {
        var reply = api.get("/images/get?names=bb:1");

        assertThat(reply.head()).contains("Content-Type: application/x-tar");
        assertThat(reply.body()).contains("\0\0\0\0");
    }

    @Test
    void a_load_of_many_bytes_passes_through() throws Exception {
        var tar = "x".repeat(20_000_000);

        var reply = api.request("POST", "/images/load", "Content-Type: application/x-tar\r\n", tar);

        assertThat(api.fake.images.loaded).isEqualTo(20_000_000);
        assertThat(reply.body()).contains("{\"stream\":\"Loaded image: bb:1\\n\"}\r\n");
    }

    @Test
    void the_answer_to_a_load_begins_when_the_archive_was_read() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    RawClient.head(
                            "POST /images/load HTTP/1.1", "Host: d", "Content-Length: 200000"));
            client.send("x".repeat(100_000));
            Awaitility.await().until(() -> api.fake.images.begun);

            var early = client.available();
            client.send("x".repeat(100_000));

            assertThat(early).isEmpty();
            assertThat(client.readUntil("Loaded image: bb:1")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_failed_load_ends_with_the_error() throws Exception {
        var reply = api.request("POST", "/images/load", "", "short");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .contains(
                        "{\"errorDetail\":{\"message\":\"unexpected EOF\"},"
                                + "\"error\":\"unexpected EOF\"}\r\n");
    }
}
