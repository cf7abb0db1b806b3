package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Containers and images over the API, in the words of a test; what fails fails the test.
public final class EngineApi {
    private final ApiClient client;

    /// @param client of the daemon
    public EngineApi(ApiClient client) {
        this.client = client;
    }

    /// The client beneath, for what has no word here.
    public ApiClient client() {
        return client;
    }

    /// Loads an archive of images.
    public void load(Path archive) {
        var answer = client.upload("/images/load?quiet=1", archive);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain("errorDetail");
    }

    /// Makes a container of the busybox image without network.
    ///
    /// @return its id
    public String create(String... command) {
        return create(Map.of(), Map.of(), command);
    }

    /// Makes a container of the busybox image without network.
    ///
    /// @param config fields added to the configuration
    /// @param host fields added to `HostConfig`
    /// @return its id
    public String create(Map<String, Object> config, Map<String, Object> host, String... command) {
        var answer = client.post("/containers/create", request(config, host, command));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("Id").asString();
    }

    /// The body of a create request.
    public static Map<String, Object> request(
            Map<String, Object> config, Map<String, Object> host, String... command) {
        var hostConfig = new HashMap<String, Object>(Map.of("NetworkMode", "none"));
        hostConfig.putAll(host);
        var body = new HashMap<String, Object>();
        body.put("Image", BusyboxImage.NAME);
        body.put("Cmd", List.of(command));
        body.put("HostConfig", hostConfig);
        body.putAll(config);
        return body;
    }

    /// Starts a container.
    public void start(String id) {
        expect(client.post("/containers/" + id + "/start", null), 204);
    }

    /// Makes and starts a container.
    public String run(String... command) {
        var id = create(command);
        start(id);
        return id;
    }

    /// Waits for a container's end.
    ///
    /// @return its exit code
    public int await(String id) {
        var answer = client.post("/containers/" + id + "/wait", null);
        expect(answer, 200);
        return answer.json().get("StatusCode").asInt();
    }

    /// Sends SIGKILL to a container and waits for its end.
    public void kill(String id) {
        expect(client.post("/containers/" + id + "/kill", null), 204);
        await(id);
    }

    /// Removes a container, killing it when it runs.
    public void remove(String id) {
        expect(client.delete("/containers/" + id + "?force=1"), 204);
    }

    /// All that is known of a container.
    public JsonNode inspect(String id) {
        var answer = client.get("/containers/" + id + "/json");
        expect(answer, 200);
        return answer.json();
    }

    /// Ids of all containers, running or not.
    public List<String> containers() {
        var answer = client.get("/containers/json?all=1");
        expect(answer, 200);
        return answer.json().valueStream().map(one -> one.get("Id").asString()).toList();
    }

    /// Standard output of a container so far.
    public String output(String id) {
        return logs(id, "stdout=1");
    }

    /// Standard error of a container so far.
    public String errors(String id) {
        return logs(id, "stderr=1");
    }

    private String logs(String id, String query) {
        var path = "/containers/" + id + "/logs?" + query;
        try (var exchange = client.open("GET", path, null);
                var body = exchange.body()) {
            assertThat(exchange.status()).isEqualTo(200);
            return demultiplexed(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command to its end in a new container and removes that.
    ///
    /// @return exit code and output
    public CommandOutcome outcome(Map<String, Object> host, String... command) {
        var id = create(Map.of(), host, command);
        try {
            start(id);
            int code = await(id);
            return new CommandOutcome(code, output(id), errors(id));
        } finally {
            remove(id);
        }
    }

    /// What the frames of a stream carry, of all streams, in order.
    public static String demultiplexed(InputStream frames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var input = new DataInputStream(frames);
        for (int stream = input.read(); stream >= 0; stream = input.read()) {
            input.skipNBytes(3);
            bytes.writeBytes(input.readNBytes(input.readInt()));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void expect(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }
}
