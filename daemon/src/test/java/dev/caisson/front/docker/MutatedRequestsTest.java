package dev.caisson.front.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.front.http.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Requests that are almost right: whatever is wrong with them, the client is told, and nothing
/// breaks.
@Timeout(120)
class MutatedRequestsTest {
    private static final List<String> BODIES =
            List.of(
                    """
                    {"Image":"bb","Cmd":["sh","-c","echo"],"Env":["A=1"],"Tty":true,\
                    "Labels":{"a":"b"},"ExposedPorts":{"80/tcp":{}},"StopTimeout":5}""",
                    """
                    {"Image":"bb","HostConfig":{"Memory":7000000,"Binds":["/a:/b"],\
                    "PortBindings":{"80/tcp":[{"HostPort":"8080"}]},"ConsoleSize":[24,80],\
                    "RestartPolicy":{"Name":"always","MaximumRetryCount":0},"Init":true,\
                    "Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"Mode":511}}]}}""",
                    """
                    {"Image":"bb","NetworkingConfig":{"EndpointsConfig":{"n":{"IPAMConfig":\
                    {"IPv4Address":"1.2.3.4"},"Aliases":["x"]}}},"Healthcheck":\
                    {"Test":["CMD","x"],"Interval":1000000}}""");
    private static final String SPICE = "{}[]\":,\\0-9.eEtfnu \u0001\u00ff";

    @TempDir Path directory;

    @Test
    void no_mutation_of_a_request_breaks_anything() throws Exception {
        try (var api = new ApiClient(directory);
                var client = api.connect()) {
            for (int seed = 0; seed < 1500; seed++) {
                var random = RandomGeneratorFactory.getDefault().create(seed);
                var body = mutate(random, BODIES.get(random.nextInt(BODIES.size())));

                int status = create(client, body);

                assertThat(status)
                        .as("seed %d: %s", seed, new String(body, StandardCharsets.UTF_8))
                        .isIn(201, 400, 404, 409);
                api.fake.containers.all.clear();
            }
        }
    }

    private static int create(RawClient client, byte[] body) throws Exception {
        client.send(
                RawClient.head(
                        "POST /containers/create HTTP/1.1",
                        "Host: d",
                        "Content-Type: application/json",
                        "Content-Length: " + body.length));
        client.send(body);
        var head = client.readUntil("\r\n\r\n");
        var answer = client.readUntil("}\n");
        assertThat(answer).startsWith("{\"");
        return Integer.parseInt(head.substring(9, 12));
    }

    private static byte[] mutate(RandomGenerator random, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        int changes = random.nextInt(1, 4);
        for (int i = 0; i < changes && bytes.length > 4; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) SPICE.charAt(random.nextInt(SPICE.length()));
                case 1 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                default -> {
                    int to = random.nextInt(bytes.length);
                    int count = Math.min(8, bytes.length - Math.max(at, to));
                    System.arraycopy(bytes, at, bytes, to, count);
                }
            }
        }
        return bytes;
    }
}
