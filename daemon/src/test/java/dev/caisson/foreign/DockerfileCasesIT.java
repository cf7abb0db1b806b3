package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/// Every instruction, flag and form of a variable of the Dockerfile, one case each. The cases hold
/// for BuildKit too: with `-Dcaisson.oracle=SOCKET` they are put to a dockerd.
@Tag("foreign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerfileCasesIT {
    private static final Path CASES = Path.of("..", "testdata", "dockerfile");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final boolean ORACLE = !System.getProperty("caisson.oracle", "").isEmpty();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TestedEngine engine;
    private DockerCli docker;

    @BeforeAll
    void startEngine() {
        engine = TestedEngine.start();
        docker = DockerCli.docker(engine);
        docker.ok("load", "-i", BusyboxImage.archive(engine.files()).toString());
    }

    @AfterAll
    void endEngine() {
        if (engine != null) engine.close();
    }

    @TestFactory
    Stream<DynamicTest> by_the_classic_protocol() throws IOException {
        return ORACLE ? Stream.of() : cases("0");
    }

    @TestFactory
    Stream<DynamicTest> by_buildx() throws IOException {
        return cases("1");
    }

    private Stream<DynamicTest> cases(String buildKit) throws IOException {
        var client = docker.with("DOCKER_BUILDKIT", buildKit);
        return DockerfileCase.all(CASES).stream()
                .filter(one -> !ORACLE || one.of("beyond").isEmpty())
                .filter(one -> buildKit.equals("1") || !one.isForBuildKit())
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.origin() + ": " + one.title(),
                                        () -> check(one, client)));
    }

    private void check(DockerfileCase one, DockerCli client) throws IOException {
        var context = one.prepared(engine.files());
        var line = new ArrayList<>(List.of("build", "-t", "caisson-case"));
        line.addAll(one.flags(context));
        line.add(context.toString());

        var built = client.run(PATIENCE, line.toArray(String[]::new));

        for (var part : one.of("fails")) {
            assertThat(built.code()).as(built.toString()).isNotZero();
            assertThat(built.err()).contains(part.text().strip().split("\n", -1));
        }
        if (!one.of("fails").isEmpty()) return;
        assertThat(built.code()).as(built.toString()).isZero();
        for (var part : one.of("inspect")) {
            var shown =
                    docker.ok(
                            "image",
                            "inspect",
                            "--format",
                            "{{json " + part.argument() + "}}",
                            "caisson-case");
            assertThat(JSON.readTree(shown)).isEqualTo(JSON.readTree(part.text()));
        }
        for (var part : one.of("run")) {
            assertThat(container("sh", "-c", part.argument())).isEqualTo(part.text().strip());
        }
        for (var part : one.of("start")) assertThat(container()).isEqualTo(part.text().strip());
    }

    private String container(String... command) {
        var line = new ArrayList<>(List.of("run", "--rm", "--network", "none", "caisson-case"));
        line.addAll(List.of(command));
        return docker.ok(line.toArray(String[]::new));
    }
}
