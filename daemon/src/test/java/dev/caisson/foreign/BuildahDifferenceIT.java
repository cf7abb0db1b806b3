package dev.caisson.foreign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.node.ObjectNode;

/// The cases of Dockerfiles by buildah and by this engine: configuration, steps of the history and
/// files of the images are the same. Needs `-Dcaisson.oracle.buildah=COMMAND`, where to find it.
@Tag("foreign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "caisson.oracle.buildah", matches = ".+")
class BuildahDifferenceIT {
    private static final Path CASES = Path.of("..", "testdata", "dockerfile");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String OURS = "caisson-case";
    private static final String OTHER = "caisson-buildah:1";

    /// What buildah writes before instructions that run nothing.
    private static final String NO_COMMAND = "/bin/sh -c #(nop) ";

    /// Cases in which buildah 1.28 cannot do or does otherwise what dockerd and this engine do.
    private static final Map<String, String> OTHERWISE =
            Map.ofEntries(
                    entry("modes by number and by letters", "chmod: letters"),
                    entry("whole paths are kept", "COPY: --parents"),
                    entry("what is excluded stays away", "COPY: --exclude"),
                    entry("linked copies give the same files", "COPY: --link"),
                    entry(
                            "linked copies leave directories that are there as they are",
                            "COPY: --link"),
                    entry("here documents are files", "here documents"),
                    entry("a pattern that nothing matches copies nothing", "an error there"),
                    entry("archives are unpacked by ADD alone", "ADD: --unpack"),
                    entry("owners of what is unpacked", "--chown is not for archives there"),
                    entry("a health check may be asked to begin soon", "--start-interval"),
                    entry("a health check and its times", "--start-interval"),
                    entry(
                            "ports of another protocol, as a range and from a variable",
                            "keeps the range as a port"),
                    entry(
                            "ports, alone, with a protocol and as a range",
                            "keeps the range as a port"),
                    entry("ADD of every form", "ADD: --link and --exclude"),
                    entry("COPY of what a variable names", "--chmod is not for directories made"),
                    entry("triggers run in the next stage", "here documents"),
                    entry("a variable that must be set and is", "${name:?}"),
                    entry("modifiers inside of modifiers, and patterns from variables", "patterns"),
                    entry("parts of a variable", "patterns"),
                    entry("forms of a variable", "${name-}"),
                    entry("the name of the stage that is built", "TARGETSTAGE"),
                    entry(
                            "every proxy is there under both of its names, and none in the image",
                            "ALL_PROXY"),
                    entry("the name of the host of commands", "BUILDKIT_SANDBOX_HOSTNAME"),
                    entry("mounts of every key", "sharing=private"),
                    entry("a here document whose end is quoted is not expanded", "here documents"),
                    entry("a here document is a script", "here documents"),
                    entry("a here document with its own interpreter", "here documents"),
                    entry("several here documents in one command", "here documents"),
                    entry("usual privileges", "RUN: --security"),
                    entry("without a network there is the loopback alone", "RUN: --network"),
                    entry("a file system in memory for one command", "size of a tmpfs"),
                    entry("volumes hold what was there before", "what comes after VOLUME is lost"),
                    entry("volumes of both forms", "makes their directories"),
                    entry("the shell is kept for later commands", "SHELL is not for CMD"),
                    entry("labels of several forms", "--label is a step of the history"),
                    entry("triggers wait for the next build", "ONBUILD is a step of the history"),
                    entry("another escape character", "variables are escaped with the usual one"),
                    entry(
                            "a stage is found by its name in any case and by its number",
                            "names as they are written"));

    private DaemonProcess daemon;
    private Buildah buildah;

    @BeforeAll
    void startEngines() throws IOException {
        daemon = DaemonProcess.start();
        buildah = new Buildah(System.getProperty("caisson.oracle.buildah", ""));
        var archive = BusyboxImage.archive(daemon.files());
        DockerCli.docker(daemon).ok("load", "-i", archive.toString());
        buildah.load(archive);
    }

    @AfterAll
    void endEngines() {
        try {
            if (daemon != null) daemon.close();
        } finally {
            if (buildah != null) buildah.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> an_image_is_what_buildah_makes_of_it() throws IOException {
        return DockerfileCase.all(CASES).stream()
                .filter(one -> one.of("fails").isEmpty())
                .filter(one -> !OTHERWISE.containsKey(one.title()))
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.origin() + ": " + one.title(), () -> compare(one)));
    }

    private void compare(DockerfileCase one) throws IOException {
        var context = one.prepared(daemon.files());
        var built = buildah.build(OTHER, one.flags(context), context);
        assertThat(built.code()).as(built.toString()).isZero();
        var docker = DockerCli.docker(daemon).with("DOCKER_BUILDKIT", "1");
        var line = new ArrayList<>(List.of("build", "-t", OURS));
        line.addAll(one.flags(context));
        line.add(context.toString());
        var ours = docker.run(PATIENCE, line.toArray(String[]::new));
        assertThat(ours.code()).as(ours.toString()).isZero();

        var expected = loaded(docker);

        var actual = ImageFacts.of(docker, OURS);
        SoftAssertions.assertSoftly(
                all -> {
                    all.assertThat(config(actual)).as("config").isEqualTo(config(expected));
                    all.assertThat(steps(actual)).as("history").isEqualTo(steps(expected));
                    all.assertThat(different(actual.files(), expected.files())).isEmpty();
                });
    }

    /// Buildah's image as this engine has it.
    private ImageFacts loaded(DockerCli docker) throws IOException {
        var archive = Files.createTempFile("caisson-", ".tar");
        try {
            Files.delete(archive);
            buildah.save(OTHER, archive);
            docker.ok("load", "-i", archive.toString());
            return ImageFacts.of(docker, OTHER);
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    /// Without what buildah never writes: a mark for Windows, and the directory that is meant
    /// anyway.
    private static ObjectNode config(ImageFacts facts) {
        var config = (ObjectNode) facts.config().deepCopy();
        config.remove("ArgsEscaped");
        if (config.path("WorkingDir").asString("").equals("/")) config.remove("WorkingDir");
        return config;
    }

    /// Instructions of the history: the rest of a line is written in other ways.
    private static List<String> steps(ImageFacts facts) {
        return facts.history().stream().map(BuildahDifferenceIT::step).toList();
    }

    private static String step(String line) {
        boolean command = line.matches("(\\|[0-9]+ |/bin/).*") && !line.startsWith(NO_COMMAND);
        if (command) return "RUN";
        var instruction = line.startsWith(NO_COMMAND) ? line.substring(NO_COMMAND.length()) : line;
        return instruction.split("[ \t]", 2)[0].toUpperCase(Locale.ROOT);
    }

    private static List<String> different(Map<String, String> ours, Map<String, String> theirs) {
        var names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(ours.get(name), theirs.get(name)))
                .map(name -> name + ": " + ours.get(name) + ", buildah's " + theirs.get(name))
                .toList();
    }
}
