package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckWithoutDaemonTest {
    @Test
    void a_dockerfile_can_be_checked_where_no_daemon_is(@TempDir Path directory)
            throws IOException {
        Files.writeString(
                directory.resolve("Dockerfile"),
                "FROM busybox AS base\nWORKDIR $PLACE\nfrom base as Last\n");
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();

        int code =
                Main.run(
                        List.of(
                                "-H",
                                "unix://" + directory.resolve("none.sock"),
                                "build",
                                "--check",
                                directory.toString()),
                        Map.of(),
                        stream(out),
                        stream(err));

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("WARNING: ConsistentInstruction");
        assertThat(code).isEqualTo(1);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
