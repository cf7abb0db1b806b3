package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The cases of Dockerfiles by a dockerd's BuildKit and by both ways of this engine: configuration,
/// history and files of the images are the same. Needs `-Dcaisson.oracle=SOCKET`.
@Tag("foreign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "caisson.oracle", matches = ".+")
class BuildDifferenceIT {
    private static final Path CASES = Path.of("..", "testdata", "dockerfile");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private TestedEngine oracle;
    private DaemonProcess daemon;

    @BeforeAll
    void startEngines() {
        oracle = TestedEngine.start();
        daemon = DaemonProcess.start();
        var archive = BusyboxImage.archive(daemon.files()).toString();
        for (var engine : List.of(oracle, daemon))
            DockerCli.docker(engine).ok("load", "-i", archive);
    }

    @AfterAll
    void endEngines() {
        if (daemon != null) daemon.close();
        if (oracle != null) oracle.close();
    }

    @TestFactory
    Stream<DynamicTest> an_image_is_what_another_engine_makes_of_it() throws IOException {
        return DockerfileCase.all(CASES).stream()
                .filter(one -> one.of("beyond").isEmpty() && one.of("fails").isEmpty())
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.origin() + ": " + one.title(), () -> compare(one)));
    }

    private void compare(DockerfileCase one) throws IOException {
        var context = one.prepared(daemon.files());

        var expected = facts(one, context, DockerCli.docker(oracle), "1");

        assertThat(facts(one, context, DockerCli.docker(daemon), "1")).isEqualTo(expected);
        if (one.isForBuildKit()) return;
        assertThat(facts(one, context, DockerCli.docker(daemon), "0")).isEqualTo(expected);
    }

    private static ImageFacts facts(
            DockerfileCase one, Path context, DockerCli plain, String buildKit) throws IOException {
        var client =
                plain.with("DOCKER_BUILDKIT", buildKit).with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        var line = new ArrayList<>(List.of("build", "-t", "caisson-case"));
        line.addAll(one.flags(context));
        line.add(context.toString());
        var built = client.run(PATIENCE, line.toArray(String[]::new));
        assertThat(built.code()).as(built.toString()).isZero();
        return ImageFacts.of(client, "caisson-case");
    }
}
