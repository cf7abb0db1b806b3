package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What `docker compose build` can ask a builder for.
class ComposeBuildIT extends BuildxContract {
    private static Path project(String compose) throws IOException {
        var directory = Files.createDirectory(daemon.files().resolve("p-" + UUID.randomUUID()));
        Files.writeString(directory.resolve("compose.yaml"), compose);
        return directory;
    }

    private static String composed(Path project, String... words) {
        var line = new ArrayList<>(List.of("compose", "-p", "built"));
        line.addAll(List.of("-f", project.resolve("compose.yaml").toString()));
        line.addAll(List.of(words));
        var outcome = docker.run(PATIENCE, line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.toString()).isZero();
        return outcome.out();
    }

    @Test
    void every_key_of_a_build_counts() throws IOException {
        var project =
                project(
                        """
                        services:
                          all:
                            image: composed-all
                            build:
                              context: main
                              dockerfile_inline: |
                                FROM caisson-busybox:1 AS wanted
                                ARG WHO
                                COPY own /own
                                COPY --from=more other /other
                                RUN --mount=type=secret,id=token \\
                                    echo "$$WHO $$(wc -c < /run/secrets/token)" > /said
                                RUN df -k /dev/shm | grep -q ' 1024 ' && \\
                                    grep there /etc/hosts >> /said
                                CMD cat /own /other /said
                                FROM wanted
                                RUN false
                              additional_contexts:
                                more: ./more
                              args:
                                WHO: you
                              labels:
                                given: "yes"
                              target: wanted
                              secrets:
                                - token
                              tags:
                                - composed-all:second
                              platforms:
                                - linux/amd64
                              extra_hosts:
                                - "there:10.1.2.3"
                              cache_from:
                                - caisson-busybox:1
                              network: none
                              pull: false
                              shm_size: 1mb
                        secrets:
                          token:
                            file: ./token
                        """);
        Files.createDirectory(project.resolve("main"));
        Files.writeString(project.resolve("main/own"), "own\n");
        Files.createDirectory(project.resolve("more"));
        Files.writeString(project.resolve("more/other"), "other\n");
        Files.writeString(project.resolve("token"), "hidden");

        var _ = composed(project, "build");

        assertThat(docker.ok("run", "--rm", "--network", "none", "composed-all:second"))
                .isEqualTo("own\nother\nyou 6\n10.1.2.3\tthere");
        assertThat(docker.ok("inspect", "-f", "{{.Config.Labels.given}}", "composed-all"))
                .isEqualTo("yes");
    }

    @Test
    void a_service_is_built_before_it_is_started() throws IOException {
        var project =
                project(
                        """
                        services:
                          one:
                            build:
                              context: .
                              dockerfile_inline: |
                                FROM caisson-busybox:1
                                CMD echo built and started
                            network_mode: none
                        """);
        try {
            var _ = composed(project, "up", "-d", "--build");

            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> composed(project, "logs", "--no-log-prefix", "one"),
                            said -> said.contains("built and started"));
        } finally {
            var _ = composed(project, "down", "--rmi", "local", "-t", "0");
        }
    }
}
