package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The cases of Dockerfiles by a dockerd's BuildKit and by both ways of this engine: configuration,
/// history and files of the images are the same. Needs `-Dcaisson.oracle=SOCKET`.
@Tag("foreign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "caisson.oracle", matches = ".+")
class BuildDifferenceIT {
    private static final Path CASES = Path.of("..", "testdata", "dockerfile");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TestedEngine oracle;
    private DaemonProcess daemon;

    /// What is compared of an image.
    ///
    /// @param history the newest first
    /// @param files their modes, owners, sizes and digests, by name
    private record Facts(JsonNode config, List<String> history, Map<String, String> files) {}

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
        var context = Files.createTempDirectory(daemon.files(), "case-");
        for (var part : one.of("shell")) {
            var outcome = CommandOutcome.of("sh", "-c", "cd " + context + " && " + part.argument());
            assertThat(outcome.code()).as(outcome.toString()).isZero();
        }
        one.context(context);

        var expected = facts(one, context, DockerCli.docker(oracle), "1");

        assertThat(facts(one, context, DockerCli.docker(daemon), "1")).isEqualTo(expected);
        if (one.isForBuildKit()) return;
        assertThat(facts(one, context, DockerCli.docker(daemon), "0")).isEqualTo(expected);
    }

    private static Facts facts(DockerfileCase one, Path context, DockerCli plain, String buildKit)
            throws IOException {
        var client =
                plain.with("DOCKER_BUILDKIT", buildKit).with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        var line = new ArrayList<>(List.of("build", "-t", "caisson-case"));
        line.addAll(one.flags(context));
        line.add(context.toString());
        var built = client.run(PATIENCE, line.toArray(String[]::new));
        assertThat(built.code()).as(built.toString()).isZero();
        var config = client.ok("image", "inspect", "-f", "{{json .Config}}", "caisson-case");
        var history =
                client.ok(
                        "history",
                        "--no-trunc",
                        "--format",
                        "{{.CreatedBy}} ({{.Comment}})",
                        "caisson-case");
        return new Facts(
                withoutEmpty(JSON.readTree(config)), history.lines().toList(), files(client));
    }

    /// Engines differ in what they write of what is not there.
    private static JsonNode withoutEmpty(JsonNode config) {
        var object = (ObjectNode) config;
        for (var name : List.copyOf(new TreeSet<>(object.propertyNames()))) {
            var value = object.get(name);
            boolean empty =
                    value.isNull()
                            || value.isContainer() && value.isEmpty()
                            || value.isBoolean() && !value.asBoolean()
                            || value.isString() && value.asString().isEmpty();
            if (empty) object.remove(name);
        }
        return object;
    }

    private static Map<String, String> files(DockerCli client) throws IOException {
        var tar = Files.createTempFile("caisson-", ".tar");
        var container = client.ok("create", "caisson-case", "none");
        try {
            client.ok("export", "-o", tar.toString(), container);
            return ImageFiles.of(tar);
        } finally {
            client.ok("rm", container);
            Files.delete(tar);
        }
    }
}
