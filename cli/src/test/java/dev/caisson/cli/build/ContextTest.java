package dev.caisson.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.dockerfile.Dockerfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /// Paths of what is told, directories with a slash.
    private static List<String> told(BuildContext context) throws IOException {
        return files(context, List.of(), new ContextReport(Optional.empty())).stream()
                .map(file -> file.path + (file.letter == 'd' ? "/" : ""))
                .toList();
    }

    /// A file as the daemon hears of it, and what it gets of it.
    private record Told(char letter, int permissions, String path, String link, String content) {
        static Told read(char letter, DataInputStream in) throws IOException {
            int permissions = in.readUnsignedShort();
            in.skipNBytes(3 * Long.BYTES);
            return new Told(letter, permissions, text(in), text(in), "");
        }

        private static String text(DataInputStream in) throws IOException {
            return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
        }

        Told with(String more) {
            return new Told(letter, permissions, path, link, content + more);
        }
    }

    /// @param wanted numbers of the files that are asked for
    private static List<Told> files(BuildContext context, List<Long> wanted, ContextReport report)
            throws IOException {
        var asked = new AskedFiles();
        // The daemon asks when all was told.
        var out =
                new ByteArrayOutputStream() {
                    private boolean told;

                    @Override
                    public void flush() throws IOException {
                        if (told) return;
                        told = true;
                        asked.take(Map.of("wanted", wanted));
                        asked.end();
                    }
                };
        ((BuildContext.Directory) context).tell(out, _ -> true, asked, report);
        var in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
        in.skipNBytes(in.readInt());
        var files = new ArrayList<Told>();
        while (in.available() > 0) {
            char letter = (char) in.readUnsignedByte();
            if (letter == 'c') {
                int number = (int) in.readLong();
                var part = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
                files.set(number, files.get(number).with(part));
            } else if (letter != 'e') {
                files.add(Told.read(letter, in));
            }
        }
        return files;
    }

    @Test
    void the_ignore_file_leaves_out_and_takes_back_in() throws IOException {
        file("Dockerfile", "FROM x\nCOPY . .");
        file(".dockerignore", "node_modules\nbuild\n!build/keep\nDockerfile\n");
        file("node_modules/a/b.js", "");
        file("build/out", "");
        file("build/keep", "");
        file("src/a", "");

        assertThat(told(context()))
                .containsExactly(".dockerignore", "build/", "build/keep", "src/", "src/a");
    }

    @Test
    void the_ignore_file_of_the_dockerfile_goes_first() throws IOException {
        file("docker/Some", "FROM x");
        file("docker/Some.dockerignore", "docker\nb");
        file(".dockerignore", "a");
        file("a", "");
        file("b", "");

        assertThat(told(context(directory.resolve("docker/Some").toString())))
                .containsExactly(".dockerignore", "a");
    }

    @Test
    void a_dockerfile_from_elsewhere_is_no_file_of_the_context(@TempDir Path other)
            throws IOException {
        file("a", "");
        Files.writeString(other.resolve("Dockerfile"), "FROM x");

        var context = context(other.resolve("Dockerfile").toString());

        assertThat(context.dockerfileName()).startsWith(".dockerfile.");
        assertThat(told(context)).containsExactly("a");
    }

    @Test
    void files_are_told_as_they_are_and_sent_when_they_are_asked_for() throws IOException {
        file("Dockerfile", "FROM x");
        file("a b", "not asked for");
        file("long/" + "n".repeat(120) + "/ü", "text");
        var program = directory.resolve("program");
        Files.writeString(program, "#!");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("../outside"));

        var files = files(context(), List.of(5L, 6L), new ContextReport(Optional.empty()));

        assertThat(files)
                .extracting(Told::path, Told::link, Told::content)
                .containsExactly(
                        tuple("Dockerfile", "", ""),
                        tuple("a b", "", ""),
                        tuple("link", "../outside", ""),
                        tuple("long", "", ""),
                        tuple("long/" + "n".repeat(120), "", ""),
                        tuple("long/" + "n".repeat(120) + "/ü", "", "text"),
                        tuple("program", "", "#!"));
        assertThat(files.getLast().permissions).isEqualTo(0751);
    }

    @Test
    void files_come_in_the_order_of_a_walk_by_the_bytes_of_their_names() throws IOException {
        file("Dockerfile", "FROM x");
        file("a/x", "");
        file("a.b", "");
        file("a-b", "");
        file("\uff5e", "");
        file("\ud83d\ude00", "");

        assertThat(told(context()))
                .containsExactly("Dockerfile", "a/", "a/x", "a-b", "a.b", "\uff5e", "\ud83d\ude00");
    }

    @Test
    void a_directory_is_known_by_what_it_is_and_by_what_is_needed_of_it(@TempDir Path other)
            throws IOException {
        file("Dockerfile", "FROM x");
        file("a", "");
        Files.writeString(other.resolve("Dockerfile"), "FROM x");
        var here = (BuildContext.Directory) context();
        var there =
                (BuildContext.Directory)
                        BuildContext.of(
                                other.toString(), Optional.empty(), InputStream.nullInputStream());
        var file = Dockerfile.parse("Dockerfile", "FROM scratch\nCOPY a /");
        var some = ContextNeeds.of(file, "", _ -> true, directory);

        var key = here.key(ContextNeeds.all());

        assertThat(((BuildContext.Directory) context()).key(ContextNeeds.all())).isEqualTo(key);
        assertThat(here.key(some)).isNotEqualTo(key);
        assertThat(there.key(ContextNeeds.all())).isNotEqualTo(key);
    }

    @Test
    void what_is_sent_and_what_is_not_can_be_explained() throws IOException {
        file("Dockerfile", "FROM x");
        file(".dockerignore", "# no logs\n*.log");
        file("a.log", "");
        var told = new ByteArrayOutputStream();
        var report =
                new ContextReport(Optional.of(new PrintStream(told, true, StandardCharsets.UTF_8)));

        files(context(), List.of(1L), report);

        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("sent      Dockerfile", "unchanged .dockerignore")
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
                        Dockerfile.parse("Dockerfile", text), "", "debian"::equals, directory);

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

        var needs =
                ContextNeeds.of(
                        Dockerfile.parse("Dockerfile", text), "", "debian"::equals, directory);

        assertThat(needs.words()).isEqualTo(ContextNeeds.all().words());
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
