package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a user sees who made a mistake, held against each client that builds.
public abstract class BuildMistakesContract extends ClientContract {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Path context;

    @BeforeEach
    void makeContext(@TempDir Path directory) throws IOException {
        context = directory;
        Files.writeString(directory.resolve("package.json"), "no program\n");
    }

    /// The second line of a Dockerfile, where in it the error is, and its words.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COPY package*.json | 6 | ^^^^^^^^^^^^^ | Write where \"package*.json\" goes to",
                "RNU true | 1 | ^^^ | unknown instruction: RNU (did you mean RUN?)",
                "COPY --chwon=1 a b | 6 | ^^^^^^^^^ | unknown flag: --chwon (did you mean chown?)"
            })
    void a_mistake_is_shown_with_its_place(String line, int column, String marks, String said)
            throws IOException {
        var outcome = buildOf(line);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("dockerfile parse error on line 2", said)
                .contains("Dockerfile:2:" + column + "\n")
                .contains("  2 | " + line + "\n    | " + " ".repeat(column - 1) + marks);
    }

    @Test
    void a_stage_that_is_not_there_is_told_with_the_nearest() throws IOException {
        var outcome = buildOf("COPY --from=biuld /x /");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out() + outcome.err())
                .contains("there is no stage biuld (did you mean build?)");
    }

    @ParameterizedTest
    @CsvSource({
        "package.jsno, package.json",
        "srcs/main.c, src",
        "src/mian.c, main.c",
        "src/deeper/on.h, one.h"
    })
    void a_file_that_is_not_there_is_told_with_the_nearest(String written, String meant)
            throws IOException {
        var deeper = Files.createDirectories(context.resolve("src/deeper"));
        Files.writeString(context.resolve("src/main.c"), "int main;\n");
        Files.writeString(deeper.resolve("one.h"), "\n");

        var outcome = buildOf("COPY " + written + " /");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out() + outcome.err())
                .contains("stat " + written + ": file does not exist (did you mean " + meant);
    }

    @Test
    void a_file_that_is_left_out_is_not_the_nearest() throws IOException {
        Files.writeString(context.resolve(".dockerignore"), "*.json\n");

        var outcome = buildOf("COPY package.jsno /");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out() + outcome.err())
                .contains("stat package.jsno: file does not exist")
                .doesNotContain("did you mean");
    }

    @Test
    void a_command_that_fails_is_told_with_its_code_and_last_lines() throws IOException {
        var outcome = buildOf("RUN echo said-before; exit 7");

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.out() + outcome.err())
                .contains("said-before\n")
                .containsPattern("(?:exit code|non-zero code): 7");
    }

    @Test
    void a_program_of_another_processor_is_told_with_what_to_install() throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                """
                FROM --platform=linux/arm64 scratch
                COPY --chmod=755 package.json /program
                RUN ["/program"]
                """);

        var outcome = build(context.toString());

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.out() + outcome.err())
                .contains("exec format error", "install qemu-user-static and binfmt-support");
    }

    @Test
    void a_dockerfile_that_is_not_there_is_named() {
        var outcome = build(context.toString());

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).contains("Dockerfile: no such file or directory");
    }

    @Test
    void a_dockerfile_without_a_word_is_told() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "\n");

        var outcome = build(context.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("file with no instructions");
    }

    @Test
    void a_context_that_is_not_given_or_not_there_is_told() {
        var none = build("-t", "x");
        var nowhere = build(context + "/nowhere");

        assertThat(none.code()).isNotZero();
        assertThat(none.err()).contains("requires 1 argument", "build [OPTIONS] PATH | URL | -");
        assertThat(nowhere.code()).isNotZero();
        assertThat(nowhere.err()).contains("path \"" + context + "/nowhere\" not found");
    }

    @Test
    void a_tag_that_cannot_be_is_refused() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nLABEL a=b\n");

        var outcome = build("-t", "Bad Tag!", context.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("Bad Tag!", "invalid reference format");
    }

    @Test
    void a_context_without_files_builds(@TempDir Path empty) throws IOException {
        Files.delete(context.resolve("package.json"));
        var recipe = empty.resolve("Dockerfile");
        Files.writeString(recipe, "FROM " + IMAGE + "\nCOPY . /c\nRUN test -z \"$(ls -A /c)\"\n");

        var outcome = build("-f", recipe.toString(), context.toString());

        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }

    private CommandOutcome buildOf(String line) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + IMAGE + " AS build\n" + line + "\nFROM build\n");
        return build(context.toString());
    }

    private CommandOutcome build(String... words) {
        var line = new ArrayList<>(List.of("build"));
        line.addAll(List.of(words));
        return docker().run(PATIENCE, line.toArray(String[]::new));
    }
}
