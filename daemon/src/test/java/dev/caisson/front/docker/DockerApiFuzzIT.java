package dev.caisson.front.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Requests;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any method, target and body get an answer that is no failure of the engine's.
@Tag("fuzz")
class DockerApiFuzzIT {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "GET /v1.51/containers/json?all=1&filters=%7B%22label%22%3A%5B%22a%22%5D%7D"
                                + "\n",
                        "GET /v1.24/events?since=1.5&until=2&filters={\"type\":{\"image\":true}}\n",
                        "GET /containers/a/logs?tail=5&since=2024-01-02T03:04:05Z&stdout=1\n",
                        "POST /containers/a/resize?h=5&w=-3\n",
                        "POST /containers/a/stop?t=-1&signal=SIGTERM\n",
                        "GET http://d/images/json?digests=0\n",
                        "POST /images/a:b/tag?repo=x&tag=y\n",
                        "DELETE /images/a/b/c@sha256:0?force=1\n",
                        "GET //v1.51/../_ping\n",
                        "POST /containers/a/exec\n{\"Cmd\":[\"x\"],\"Tty\":true,"
                                + "\"ConsoleSize\":[1,2]}",
                        """
                        POST /v1.40/containers/create?name=x&platform=linux/amd64
                        {"Image":"bb","Cmd":["sh"],"Env":["A=1"],"ExposedPorts":{"80/tcp":{}},
                         "HostConfig":{"Memory":7000000,"Binds":["/a:/b:ro"],"Init":true,
                          "PortBindings":{"80/tcp":[{"HostPort":"8080"}]},"NanoCpus":500000000,
                          "RestartPolicy":{"Name":"always"},"Ulimits":[{"Name":"nofile","Soft":1}],
                          "Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"Mode":511}}],
                          "Devices":[{"PathOnHost":"/dev/null"}],"LogConfig":{"Type":"none"}},
                         "NetworkingConfig":{"EndpointsConfig":{"n":{"Aliases":["x"]}}}}
                        """,
                        """
                        POST /containers/create
                        {"image":"bb","cmd":"sh","Healthcheck":{"Test":["CMD","x"],"Interval":1e9}}
                        """)
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_request_is_answered_without_a_failure(byte[] bytes) {
        var text = new String(bytes, ISO_8859_1);
        int line = text.indexOf('\n');
        int space = text.indexOf(' ');
        if (space < 0 || line < space) return;
        var target = text.substring(space + 1, line);
        var request =
                Requests.of(
                        text.substring(0, space),
                        target,
                        text.substring(line + 1).getBytes(ISO_8859_1));
        if (request.isEmpty() || isWait(target)) return;

        var answer = new DockerApi(new FakeEngine().engine(), "0.1.0").answer(request.get());

        assertThat(answer.status())
                .isIn(101, 200, 201, 204, 301, 304, 400, 401, 403, 404, 409, 501, 503);
        if (answer instanceof Answer.Whole(int status, var _, byte[] body) && status >= 400) {
            assertThat(new String(body, UTF_8)).isNotBlank();
        }
    }

    /// Nothing ends in this engine.
    private static boolean isWait(String target) {
        return target.contains("wait");
    }
}
