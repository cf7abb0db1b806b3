package dev.caisson.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.dockerfile.Dockerfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What of a directory is sent to the daemon.
class ContextTest {
    @TempDir private Path directory;

    private void file(String path, String text) throws IOException {
        var file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private BuildContext context(String... dockerfile) throws IOException {
        return BuildContext.of(
                directory.toString(),
                dockerfile.length == 0 ? Optional.empty() : Optional.of(dockerfile[0]),
                InputStream.nullInputStream());
    }

    /// Names of what is sent, directories with a slash.
    private static List<String> sent(BuildContext context) throws IOException {
        var out = new ByteArrayOutputStream();
        var directory = (BuildContext.Directory) context;
        directory.send(out, _ -> true, new ContextReport(Optional.empty()));
        return names(out);
    }

    private static List<String> names(ByteArrayOutputStream out) throws IOException {
        var names = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void the_ignore_file_leaves_out_and_takes_back_in() throws IOException {
        file("Dockerfile", "FROM x\nCOPY . .");
        file(".dockerignore", "node_modules\nbuild\n!build/keep\nDockerfile\n");
        file("node_modules/a/b.js", "");
        file("build/out", "");
        file("build/keep", "");
        file("src/a", "");

        assertThat(sent(context()))
                .containsExactly(".dockerignore", "Dockerfile", "build/keep", "src/", "src/a");
    }

    @Test
    void the_ignore_file_of_the_dockerfile_goes_first() throws IOException {
        file("docker/Some", "FROM x");
        file("docker/Some.dockerignore", "docker\nb");
        file(".dockerignore", "a");
        file("a", "");
        file("b", "");

        assertThat(sent(context(directory.resolve("docker/Some").toString())))
                .containsExactly(".dockerignore", "a", "docker/", "docker/Some");
    }

    @Test
    void a_dockerfile_from_elsewhere_is_sent_under_a_name_of_its_own(@TempDir Path other)
            throws IOException {
        file("a", "");
        Files.writeString(other.resolve("Dockerfile"), "FROM x");

        var context = context(other.resolve("Dockerfile").toString());

        assertThat(context.dockerfileName()).startsWith(".dockerfile.");
        var name = context.dockerfileName();
        assertThat(sent(context)).containsExactly("a", name, name + ".dockerignore");
    }

    @Test
    void files_are_sent_as_they_are_but_belong_to_root() throws IOException {
        file("Dockerfile", "FROM x");
        file("long/" + "n".repeat(120) + "/ü", "text");
        var program = directory.resolve("program");
        Files.writeString(program, "#!");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("../outside"));
        var out = new ByteArrayOutputStream();

        ((BuildContext.Directory) context())
                .send(out, _ -> true, new ContextReport(Optional.empty()));

        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            var seen = new ArrayList<String>();
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.getLongUserId()).isZero();
                if (entry.getName().equals("link")) {
                    assertThat(entry.getLinkName()).isEqualTo("../outside");
                }
                if (entry.getName().equals("program")) {
                    assertThat(entry.getMode()).isEqualTo(0751);
                }
                if (entry.getName().endsWith("/ü")) {
                    assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("text");
                }
                seen.add(entry.getName());
            }
            assertThat(seen).contains("link", "program", "long/" + "n".repeat(120) + "/ü");
        }
    }

    @Test
    void what_is_sent_and_what_is_not_can_be_explained() throws IOException {
        file("Dockerfile", "FROM x");
        file(".dockerignore", "# no logs\n*.log");
        file("a.log", "");
        var told = new ByteArrayOutputStream();
        var report =
                new ContextReport(Optional.of(new PrintStream(told, true, StandardCharsets.UTF_8)));

        ((BuildContext.Directory) context()).send(new ByteArrayOutputStream(), _ -> true, report);

        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("sent      Dockerfile")
                .contains("excluded  a.log  (line 2 of the ignore file: *.log)");
    }

    @Test
    void only_what_the_steps_can_ask_for_is_needed() throws IOException {
        file("src/main/a", "");
        file("pom.xml", "");
        file("big/data", "");
        file("conf/a.yml", "");
        var text =
                """
                FROM debian AS unused
                COPY big /
                FROM debian AS build
                COPY pom.xml src/main/ /src/
                RUN --mount=source=conf,target=/c make
                FROM scratch
                COPY --from=build /out /
                COPY conf/*.yml /
                ADD https://example.org/x /
                """;

        var needs =
                ContextNeeds.of(
                                Dockerfile.parse("Dockerfile", text),
                                "",
                                "debian"::equals,
                                directory)
                        .orElseThrow();

        assertThat(List.of("pom.xml", "src", "src/main", "src/main/a", "conf", "conf/a.yml"))
                .allMatch(needs);
        assertThat(List.of("big", "big/data", "src/other", "pom.xml2")).noneMatch(needs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM debian\nCOPY . /",
                "FROM debian\nARG a\nCOPY $a /",
                "FROM unknown\nCOPY a /",
                "FROM debian\nONBUILD COPY b /\nFROM 0\nCOPY a /",
                "FROM debian\nCOPY link /",
                "FROM debian\nCOPY d/* /",
                "FROM debian\nCOPY */a /",
                "FROM debian\nCOPY missing /",
                "FROM debian\nRUN --mount=target=/x make"
            })
    void where_that_is_not_certain_everything_is(String text) throws IOException {
        file("a", "");
        file("d/x", "");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(directory.resolve("d/link"), Path.of("x"));

        assertThat(
                        ContextNeeds.of(
                                Dockerfile.parse("Dockerfile", text),
                                "",
                                "debian"::equals,
                                directory))
                .isEmpty();
    }

    @Test
    void standard_input_is_a_dockerfile_or_an_archive() throws IOException {
        var text = new ByteArrayInputStream("FROM x\n".getBytes(StandardCharsets.UTF_8));
        var zipped = new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});

        assertThat(BuildContext.of("-", Optional.empty(), text))
                .isEqualTo(new BuildContext.Alone("FROM x\n"));
        assertThat(BuildContext.of("-", Optional.empty(), zipped))
                .isInstanceOf(BuildContext.Archive.class);
    }

    @Test
    void urls_are_the_daemons_to_fetch() throws IOException {
        for (var url : List.of("https://x/a.tar", "git@h:r.git#b", "git://h/r", "github.com/a/b")) {
            assertThat(BuildContext.of(url, Optional.empty(), InputStream.nullInputStream()))
                    .isEqualTo(new BuildContext.Remote(url, "Dockerfile"));
        }
    }

    @Test
    void what_is_missing_is_named() {
        assertThatThrownBy(this::context)
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("Dockerfile: no such file or directory");
        assertThatThrownBy(
                        () ->
                                BuildContext.of(
                                        "/nowhere/at/all",
                                        Optional.empty(),
                                        InputStream.nullInputStream()))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("path \"/nowhere/at/all\" not found");
    }
}
