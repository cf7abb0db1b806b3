package dev.caisson.front.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.view.ContainerView;
import dev.caisson.front.http.RawClient;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Statuses and texts are those recorded from dockerd 28.5.2.
@Timeout(120)
class DockerApiTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET | /v1.99/version | 400 | client version 1.99 is too new. Maximum supported"
                        + " API version is 1.51",
                "GET | /vx/version | 404 | page not found",
                "GET | /v1/version | 404 | page not found",
                "GET | /nope | 404 | page not found",
                "POST | /_ping | 404 | page not found",
                "DELETE | /version | 404 | page not found",
                "GET | /version/ | 404 | page not found",
                "GET | /containers/nope/json | 404 | No such container: nope",
                "GET | /containers/a%2fb/json | 404 | No such container: a/b",
                "GET | /containers/json?a=%zz | 400 | invalid URL escape \\\"%zz\\\"",
                "GET | /containers/json?a;b | 400 | invalid semicolon separator in query",
                "GET | /containers/json?filters=xx | 400 | invalid filter",
                "GET | /containers/json?filters=[] | 400 | invalid filter",
                "GET | /containers/json?filters={\"a\":1} | 400 | invalid filter",
                "GET | /containers/json?limit=x | 400 | strconv.Atoi: parsing \\\"x\\\":"
                        + " invalid syntax",
                "GET | /containers/json?limit=99999999999 | 400 | strconv.Atoi: parsing"
                        + " \\\"99999999999\\\": value out of range",
                "GET | /images/json?filters={\"x\":[\"y\"]} | 400 | invalid filter 'x'",
                "GET | /images/json?filters={\"dangling\":[\"maybe\"]} | 400 |"
                        + " invalid filter 'dangling=[maybe]'",
                "GET | /images/nope/json | 404 | No such image: nope:latest",
                "GET | /images/nope/get | 404 | No such image: nope:latest",
                "GET | /events?since=x | 400 | strconv.ParseInt: parsing \\\"x\\\": invalid syntax",
                "POST | /containers/good/kill | 409 | cannot kill container: good: container "
                        + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                        + " is not running",
                "POST | /containers/good/wait?condition=x | 400 | invalid condition: \\\"x\\\"",
                "POST | /containers/good/resize | 400 | invalid resize height \\\"\\\":"
                        + " invalid syntax",
                "POST | /containers/good/resize?h=1 | 400 | invalid resize width \\\"\\\":"
                        + " invalid syntax",
                "POST | /containers/good/resize?h=-1&w=1 | 400 | invalid resize height"
                        + " \\\"-1\\\": value out of range",
                "POST | /containers/good/resize?h=99999999999&w=1 | 400 | invalid resize height"
                        + " \\\"99999999999\\\": value out of range",
                "POST | /containers/good/rename | 400 | Neither old nor new names may be empty",
                "POST | /containers/good/start?checkpoint=x | 400 |"
                        + " checkpoint is only supported in experimental mode",
                "POST | /containers/good/exec | 400 | No exec command specified",
                "GET | /containers/good/logs | 400 |"
                        + " Bad parameters: you must choose at least one stream",
                "GET | /exec/nope/json | 404 | No such exec instance: nope",
                "POST | /exec/nope/start | 404 | No such exec instance: nope",
                "GET | /networks/x | 404 | network x not found",
                "GET | /volumes/x | 404 | get x: no such volume",
                "GET | /swarm | 503 | This node is not a swarm manager. Use"
                        + " \\\"docker swarm init\\\" or \\\"docker swarm join\\\" to connect this"
                        + " node to swarm and try again.",
                "GET | /services/x | 503 | This node is not a swarm manager. Use"
                        + " \\\"docker swarm init\\\" or \\\"docker swarm join\\\" to connect this"
                        + " node to swarm and try again.",
                "POST | /images/create?fromImage=nope&tag=1 | 404 | manifest for nope:1 not found:"
                        + " unknown"
            })
    void errors_have_dockers_status_and_text(String method, String path, int status, String message)
            throws Exception {
        var reply = api.request(method, path, "", "");

        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}\n");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.head()).contains("Content-Type: application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "null | config cannot be empty in order to create a container",
                "{} | config cannot be empty in order to create a container",
                "[] | invalid JSON: json: cannot unmarshal array into Go value of type"
                        + " container.CreateRequest",
                "\"x\" | invalid JSON: json: cannot unmarshal string into Go value of type"
                        + " container.CreateRequest",
                "{ | invalid JSON: unexpected EOF",
                "{\"Image\": | invalid JSON: unexpected EOF",
                "{\"Image\":\"x\"} {} | unexpected content after JSON",
                "{\"Image\":\"x\"} x | unexpected content after JSON",
                "{\"Image\":1} | invalid JSON: json: cannot unmarshal number into Go struct field"
                        + " .Image of type string",
                "{\"Cmd\":5} | invalid JSON: json: cannot unmarshal number into Go value of type"
                        + " string",
                "{\"HostConfig\":{\"Memory\":\"x\"}} | invalid JSON: json: cannot unmarshal string"
                        + " into Go struct field .HostConfig.Memory of type int64",
                "{\"HostConfig\":{\"Memory\":1.5}} | invalid JSON: json: cannot unmarshal number"
                        + " 1.5 into Go struct field .HostConfig.Memory of type int64",
                "{\"HostConfig\":{\"Privileged\":\"x\"}} | invalid JSON: json: cannot unmarshal"
                        + " string into Go struct field .HostConfig.Privileged of type bool",
                "{\"HostConfig\":[]} | invalid JSON: json: cannot unmarshal array into Go struct"
                        + " field .HostConfig of type container.HostConfig",
                "{\"Env\":{\"a\":1}} | invalid JSON: json: cannot unmarshal object into Go struct"
                        + " field .Env of type []string",
                "{\"Labels\":[\"a\"]} | invalid JSON: json: cannot unmarshal array into Go struct"
                        + " field .Labels of type map[string]string",
                "{\"Labels\":{\"a\":1}} | invalid JSON: json: cannot unmarshal number into Go"
                        + " struct field .Labels.a of type string",
                "{\"Tty\":1} | invalid JSON: json: cannot unmarshal number into Go struct field"
                        + " .Tty of type bool",
                "{\"ExposedPorts\":[]} | invalid JSON: json: cannot unmarshal array into Go struct"
                        + " field .ExposedPorts of type nat.PortSet",
                "{\"Volumes\":{\"/x\":1}} | invalid JSON: json: cannot unmarshal number into Go"
                        + " struct field .Volumes.~1x of type struct {}",
                "{a} | invalid JSON: invalid character 'a' looking for beginning of object key"
                        + " string",
                "{'a':1} | invalid JSON: invalid character '\\\\'' looking for beginning of object"
                        + " key string",
                "{\"a\":1,} | invalid JSON: invalid character '}' looking for beginning of object"
                        + " key string",
                "{\"a\" 1} | invalid JSON: invalid character '1' after object key",
                "{\"a\":tru} | invalid JSON: invalid character '}' in literal true (expecting"
                        + " 'e')",
                "{\"a\":01} | invalid JSON: invalid character '1' after object key:value pair",
                "{\"a\":\"\\q\"} | invalid JSON: invalid escape sequence `\\\\q` in string",
                "nope | invalid JSON: invalid character 'o' in literal null (expecting 'u')",
                "{\"Image\":\"x\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"foo\"}}} | invalid"
                        + " restart policy: unknown policy 'foo'; use one of 'no', 'always',"
                        + " 'on-failure', or 'unless-stopped'",
                "{\"Image\":\"x\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\","
                        + "\"MaximumRetryCount\":3}}} | invalid restart policy: maximum retry"
                        + " count can only be used with 'on-failure'",
                "{\"Image\":\"x\",\"HostConfig\":{\"CpuCount\":3}} | CpuCount is not supported:"
                        + " only Windows has it"
            })
    void what_cannot_be_created_is_told_in_gos_words(String body, String message) throws Exception {
        var reply = api.post("/containers/create", body);

        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}\n");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void a_create_without_a_body_is_told() throws Exception {
        var reply = api.post("/containers/create", "");

        assertThat(reply.body())
                .isEqualTo("{\"message\":\"invalid JSON: got EOF while reading request body\"}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | unsupported Content-Type header (text/plain): must be"
                        + " 'application/json'",
                "; | malformed Content-Type header (;): mime: no media type"
            },
            quoteCharacter = '~')
    void other_content_types_are_refused(String type, String message) throws Exception {
        var reply =
                api.request(
                        "POST",
                        "/containers/create",
                        "Content-Type: " + type + "\r\n",
                        "{\"Image\":\"x\"}");

        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}\n");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void keys_are_found_in_any_case_and_unknown_ones_ignored() throws Exception {
        var reply =
                api.request(
                        "POST",
                        "/containers/create?name=x1",
                        "Content-Type: application/json; charset=utf-8\r\n",
                        "{\"image\":\"bb\",\"TTY\":true,\"tTy\":null,\"Bogus\":[1,{\"x\":3}],"
                                + "\"hostconfig\":{\"MEMORY\":7000000}}");

        assertThat(reply.body()).contains("Id");
        var spec = created("x1").spec();
        assertThat(spec.streams().tty()).isTrue();
        assertThat(spec.limits().memory().limit()).isEqualTo(7_000_000);
    }

    @Test
    void a_command_may_be_one_text() throws Exception {
        api.post("/containers/create?name=x1", "{\"Image\":\"bb\",\"Cmd\":\"echo hi\"}");

        assertThat(created("x1").spec().command().arguments()).containsExactly("echo hi");
    }

    @Test
    void a_container_is_created() throws Exception {
        var reply = api.post("/containers/create?name=x1", "{\"Image\":\"bb\"}");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body())
                .isEqualTo("{\"Id\":\"" + created("x1").id() + "\",\"Warnings\":[]}\n");
    }

    @Test
    void a_name_in_use_is_a_conflict() throws Exception {
        var reply = api.post("/containers/create?name=good", "{\"Image\":\"bb\"}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.body())
                .isEqualTo(
                        "{\"message\":\"Conflict. The container name \\\"/good\\\" is already in"
                                + " use by container \\\""
                                + ID
                                + "\\\". You have to remove (or rename) that container to be able"
                                + " to reuse that name.\"}\n");
    }

    @Test
    void a_missing_image_is_told_so_that_clients_pull_it() throws Exception {
        var reply = api.post("/containers/create", "{\"Image\":\"nope:1\"}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo("{\"message\":\"No such image: nope:1\"}\n");
    }

    @Test
    void a_body_too_large_is_refused_before_it_fills_the_heap() throws Exception {
        var reply =
                api.request(
                        "POST",
                        "/containers/create",
                        "Content-Type: application/json\r\n",
                        "{\"Image\":\"" + "x".repeat(9 << 20) + "\"}");

        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void a_document_too_deep_is_refused() throws Exception {
        var reply =
                api.post(
                        "/containers/create",
                        "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}");

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void a_start_is_answered_without_a_body_and_a_second_one_changes_nothing() throws Exception {
        var first = api.post("/containers/good/start", "");
        var second = api.post("/containers/good/start", "");

        assertThat(first.status()).isEqualTo(204);
        assertThat(second.status()).isEqualTo(304);
        assertThat(first.body() + second.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', null null", "?t=5, null PT5S", "?t=-1&signal=INT, INT PT-1S"})
    void a_stop_has_a_signal_and_a_timeout(String query, String told) throws Exception {
        api.post("/containers/good/stop" + query, "");

        assertThat(api.fake.containers.calls).containsExactly("stop " + told);
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "?all=, false",
        "?all=0, false",
        "?all=no, false",
        "?all=False, false",
        "?all=none, false",
        "?all=1, true",
        "?all=t, true",
        "?all=maybe, true"
    })
    void flags_are_read_as_docker_does(String query, boolean all) throws Exception {
        api.get("/containers/json" + query);

        assertThat(api.fake.containers.calls.getFirst()).contains("all=" + all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"label\":[\"a=b\",\"c\"]}",
                "{\"label\":{\"a=b\":true,\"c\":true,\"d\":false}}",
                "%7B%22label%22%3A%5B%22a%3Db%22%2C%22c%22%5D%7D"
            })
    void filters_come_in_two_shapes(String filters) throws Exception {
        api.get("/containers/json?filters=" + filters);

        assertThat(api.fake.containers.calls.getFirst()).contains("values={label=[a=b, c]}");
    }

    @Test
    void a_bug_is_told_by_its_id_only() throws Exception {
        api.fake.containers.bug = new IllegalStateException("secret");

        var reply = api.get("/containers/good/json");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .matches(
                        "\\{\"message\":\"internal error [0-9a-f]{8}, see the log of the"
                                + " daemon\"}\n");
    }

    @Test
    void doubled_slashes_are_sent_elsewhere() throws Exception {
        var reply = api.get("//containers//json?all=1");

        assertThat(reply.status()).isEqualTo(301);
        assertThat(reply.head()).contains("Location: /containers/json?all=1");
    }

    @Test
    void options_are_answered() throws Exception {
        assertThat(api.request("OPTIONS", "/version", "", "").status()).isEqualTo(200);
    }

    @Test
    void a_list_of_containers_has_what_clients_walk_over() throws Exception {
        var reply = api.get("/containers/json?all=1");

        assertThat(reply.body())
                .isEqualTo(
                        "[{\"Id\":\""
                                + ID
                                + "\",\"Names\":[\"/good\"],\"Image\":\"bb:1\",\"ImageID\":\"sha256:"
                                + "1".repeat(64)
                                + "\",\"Command\":\"sh\",\"Created\":1767323045,\"Ports\":[],"
                                + "\"Labels\":{},\"State\":\"created\",\"Status\":\"Created\","
                                + "\"HostConfig\":{},\"NetworkSettings\":{\"Networks\":{}},"
                                + "\"Mounts\":[]}]\n");
    }

    @Test
    void older_clients_get_the_namespaces_they_know() throws Exception {
        api.post("/v1.39/containers/create?name=old", "{\"Image\":\"bb\",\"HostConfig\":{}}");
        api.post("/v1.51/containers/create?name=new", "{\"Image\":\"bb\",\"HostConfig\":{}}");

        var old = created("old").spec().isolation().namespaces();
        var now = created("new").spec().isolation().namespaces();
        assertThat(old.cgroup()).isEqualTo("host");
        assertThat(old.ipc()).isEqualTo("shareable");
        assertThat(now.cgroup()).isEmpty();
        assertThat(now.ipc()).isEmpty();
    }

    @Test
    void prunes_answer_null_for_nothing() throws Exception {
        assertThat(api.post("/containers/prune", "").body())
                .isEqualTo("{\"ContainersDeleted\":null,\"SpaceReclaimed\":0}\n");
        assertThat(api.post("/images/prune", "").body())
                .isEqualTo("{\"ImagesDeleted\":null,\"SpaceReclaimed\":0}\n");
    }

    private ContainerView created(String name) {
        return Objects.requireNonNull(api.fake.containers.all.get(name));
    }

    @Test
    void an_update_changes_limits() throws Exception {
        var reply =
                api.post(
                        "/containers/good/update",
                        "{\"Memory\":7000000,\"RestartPolicy\":{\"Name\":\"always\"}}");

        assertThat(reply.body()).isEqualTo("{\"Warnings\":null}\n");
        assertThat(api.fake.containers.calls)
                .containsExactly("update 7000000 RestartPolicy[mode=ALWAYS, maximumRetries=0]");
    }

    @Test
    void another_protocol_begins_behind_the_last_chunk_of_the_request() throws Exception {
        try (var client = api.connect()) {
            client.send(
                    RawClient.head(
                            "POST /session HTTP/1.1",
                            "Host: d",
                            "Connection: Upgrade",
                            "Upgrade: h2c",
                            "X-Docker-Expose-Session-Uuid: one",
                            "Transfer-Encoding: chunked"));
            client.send("0\r\n\r\n");
            assertThat(client.readUntil("PRI * HTTP/2.0")).startsWith("HTTP/1.1 101 UPGRADED");

            // settings, which the other end acknowledges unless it took the chunk for a frame
            client.send("\0\0\0\4\0\0\0\0\0");

            assertThat(client.readUntil("\0\0\0\4\1\0\0\0\0")).doesNotContain("\7\0\0\0");
        }
    }

    @Test
    void a_build_is_told_as_buildkit_does_to_who_asks_for_it() throws Exception {
        var reply = api.request("POST", "/build?version=2", "", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .contains(
                        "\"error\":\"process \\\"\\\" did not complete successfully: exit code:"
                                + " 3\"")
                .doesNotContain("Step 1/1");
    }

    @Test
    void a_tag_cannot_look_like_a_digest() throws Exception {
        var reply = api.request("POST", "/images/bb:1/tag?repo=sha256&tag=one", "", "");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains("refusing to create an ambiguous tag using digest algorithm as name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "macos | operating system is not supported",
                "macos/arm64 | operating system is not supported",
                "%20/ | is an invalid OS component",
                "nintendo64 | unknown operating system or architecture"
            })
    void a_tar_is_imported_only_for_a_system_that_runs_here(String platform, String text)
            throws Exception {
        var reply = api.request("POST", "/images/create?fromSrc=-&platform=" + platform, "", "");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains(text);
    }

    @Test
    void one_platform_is_saved_at_a_time() throws Exception {
        var two = "%7B%22os%22:%22linux%22,%22architecture%22:%22";
        var reply =
                api.get(
                        "/images/get?names=bb:1&platform="
                                + (two + "amd64%22%7D&platform=" + two + "arm64%22%7D"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("multiple platform parameters not supported");
    }
}
