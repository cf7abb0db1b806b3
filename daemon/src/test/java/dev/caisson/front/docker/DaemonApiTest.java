package dev.caisson.front.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the engine says of itself, as Docker would.
@Timeout(120)
class DaemonApiTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"/_ping", "/v1.24/_ping", "/v1.51/_ping"})
    void a_ping_tells_what_this_is(String path) throws Exception {
        var reply = api.get(path);

        assertThat(reply.body()).isEqualTo("OK");
        assertThat(reply.head())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains(
                        "Api-Version: 1.51",
                        "Builder-Version: 2",
                        "Cache-Control: no-cache, no-store, must-revalidate",
                        "Pragma: no-cache",
                        "Docker-Experimental: false",
                        "Ostype: linux",
                        "Swarm: inactive",
                        "Server: Caisson/0.1.0 (linux)",
                        "content-length: 2");
    }

    @Test
    void a_ping_by_head_has_no_body() throws Exception {
        var reply = api.request("HEAD", "/_ping", "", "");

        assertThat(reply.head()).contains("Api-Version: 1.51");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void clients_that_are_too_old_are_told_in_plain_text() throws Exception {
        var reply = api.get("/v1.23/version");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.head()).contains("Content-Type: text/plain; charset=utf-8");
        assertThat(reply.body())
                .isEqualTo(
                        "client version 1.23 is too old. Minimum supported API version is 1.24,"
                                + " please upgrade your client to a newer version\n");
    }

    @Test
    void info_has_what_kind_reads() throws Exception {
        assertThat(api.get("/info").body())
                .contains(
                        "\"CgroupDriver\":\"cgroupfs\"",
                        "\"CgroupVersion\":\"2\"",
                        "\"MemoryLimit\":true",
                        "\"Driver\":\"overlay2\"",
                        "\"SecurityOptions\":[\"name=seccomp,profile=builtin\"]",
                        "\"Swarm\":{\"NodeID\":\"\",\"NodeAddr\":\"\","
                                + "\"LocalNodeState\":\"inactive\"");
    }

    @Test
    void version_has_components() throws Exception {
        assertThat(api.get("/v1.30/version").body())
                .contains(
                        "\"Platform\":{\"Name\":\"Caisson\"}",
                        "\"ApiVersion\":\"1.51\"",
                        "\"MinAPIVersion\":\"1.24\"",
                        "\"Components\":[{\"Name\":\"Engine\"");
    }

    @Test
    void there_are_no_plugins() throws Exception {
        assertThat(api.get("/plugins").body()).isEqualTo("[]\n");
    }
}
