package dev.caisson.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {
    private static Dockerfile parse(String text) {
        return Dockerfile.parse("Dockerfile", text);
    }

    private static Instruction first(String instruction) {
        return parse("FROM x\n" + instruction).stages().getFirst().instructions().getFirst();
    }

    @Test
    void stages_are_divided_at_from_and_found_by_name_or_number() {
        var file =
                parse(
                        """
                        ARG BASE=debian
                        FROM --platform=$BUILDPLATFORM $BASE AS Build
                        RUN make
                        from scratch
                        COPY --from=build /a /b
                        """);

        assertThat(file.globals()).hasSize(1);
        assertThat(file.stages()).hasSize(2);
        assertThat(file.stage("BUILD")).contains(file.stages().getFirst());
        assertThat(file.stage("1")).contains(file.stages().getLast());
        assertThat(file.stage("other")).isEmpty();
        var from = file.stages().getFirst().from();
        assertThat(from.name()).isEqualTo("build");
        assertThat(from.platform()).hasToString("$BUILDPLATFORM");
        assertThat(file.stages().getLast().from().keyword()).isEqualTo("FROM");
    }

    @Test
    void lines_are_joined_without_comments_and_empty_lines() {
        var file =
                parse(
                        """
                        FROM x
                        RUN a && \\
                          # not this
                            b \\\t

                            && c
                        RUN d\\\\
                        """);

        var run = (Instruction.Run) file.stages().getFirst().instructions().getFirst();
        assertThat(run.command()).isEqualTo(new Command.Line("a &&     b     && c", List.of()));
        assertThat(run.origin().lines()).isEqualTo(new Location("Dockerfile", 2, 6));
        assertThat(file.stages().getFirst().instructions().get(1).origin().text())
                .isEqualTo("RUN d\\\\");
        assertThat(file.warnings())
                .singleElement()
                .extracting(Warning::rule)
                .isEqualTo(LintRule.NO_EMPTY_CONTINUATION);
    }

    @Test
    void the_escape_directive_changes_continuation_and_words() {
        var file = parse("# escape=`\nFROM x\nCOPY a `\n  C:\\dir\\");

        var copy = (Instruction.Copy) file.stages().getFirst().instructions().getFirst();
        assertThat(copy.transfer().destination().expand(Variables.none())).isEqualTo("C:\\dir\\");
    }

    @Test
    void directives_end_at_the_first_line_that_is_none() {
        var file =
                parse(
                        """
                        #!/usr/bin/env x
                        # syntax = docker/dockerfile:1
                        # other
                        # escape=`
                        FROM x
                        """);

        assertThat(file.directives().syntax()).isEqualTo("docker/dockerfile:1");
        assertThat(file.directives().escape()).isEqualTo('\\');
    }

    @Test
    void checks_can_be_left_out_and_made_errors() {
        var checks =
                parse("# check=skip=StageNameCasing,JSONArgsRecommended;error=true\nFROM x")
                        .directives()
                        .checks();

        assertThat(checks.skip())
                .containsExactlyInAnyOrder(
                        LintRule.STAGE_NAME_CASING, LintRule.JSON_ARGS_RECOMMENDED);
        assertThat(checks.error()).isTrue();
    }

    @Test
    void heredocs_follow_their_instruction() {
        var run =
                (Instruction.Run)
                        first(
                                """
                                RUN <<A cat - <<-"B" && true
                                one $x
                                A
                                \ttwo $y
                                \tB
                                """);

        assertThat(((Command.Line) run.command()).heredocs())
                .containsExactly(
                        new Heredoc("A", 0, true, false, "one $x\n", "one $x\n"),
                        new Heredoc("B", 0, false, true, "two $y\n", "\ttwo $y\n"));
        var copy = (Instruction.Copy) first("COPY a <<EOF b <<'F' /dest/\nx\nEOF\n\nF\n");
        assertThat(copy.transfer().sources()).extracting(Word::raw).containsExactly("a", "b");
        assertThat(copy.transfer().heredocs())
                .extracting(Heredoc::content)
                .containsExactly("x\n", "\n");
        assertThat(copy.transfer().destination()).hasToString("/dest/");
    }

    @Test
    void commands_are_lines_or_lists() {
        assertThat(((Instruction.Cmd) first("CMD [\"a\", \"b\\\"c\"]")).command())
                .isEqualTo(new Command.Arguments(List.of("a", "b\"c")));
        assertThat(((Instruction.Cmd) first("CMD [a, b]")).command())
                .isEqualTo(new Command.Line("[a, b]", List.of()));
        assertThat(((Instruction.Entrypoint) first("ENTRYPOINT [\"a\", 1]")).command())
                .isInstanceOf(Command.Line.class);
    }

    @Test
    void pairs_are_new_or_old_ones() {
        var env = (Instruction.Env) first("ENV a=b \"c d\"='e f' g=\\ h");
        assertThat(env.legacy()).isFalse();
        assertThat(env.pairs())
                .extracting(pair -> pair.name().expand(Variables.none()))
                .containsExactly("a", "c d", "g");
        assertThat(env.pairs())
                .extracting(pair -> pair.value().expand(Variables.none()))
                .containsExactly("b", "e f", " h");
        var old = (Instruction.Env) first("ENV a b  c=d");
        assertThat(old.legacy()).isTrue();
        assertThat(old.pairs().getFirst().value().raw()).isEqualTo("b  c=d");
        var arg = (Instruction.Arg) first("ARG a b=\"c d\"");
        assertThat(arg.declarations())
                .extracting(Instruction.Declaration::name)
                .containsExactly("a", "b");
        assertThat(arg.declarations().getFirst().value()).isNull();
    }

    @Test
    void copy_and_add_take_their_flags() {
        var copy =
                (Instruction.Copy)
                        first(
                                "COPY --from=build --chown=1:2 --chmod=0755 --link --parents=false"
                                        + " --exclude=*.o --exclude=a/b [\"a b\", \"/c/\"]");
        assertThat(copy.options().from()).hasToString("build");
        assertThat(copy.options().ownership().link()).isTrue();
        assertThat(copy.options().parents()).isFalse();
        assertThat(copy.options().excludes()).hasSize(2);
        assertThat(copy.transfer().sources()).extracting(Word::raw).containsExactly("a b");
        assertThat(copy.origin().flags()).contains("--chmod=0755");
        var add =
                (Instruction.Add)
                        first("ADD --checksum=sha256:1 --unpack=false --keep-git-dir a b");
        assertThat(add.options().unpack()).isFalse();
        assertThat(add.options().keepGitDirectory()).isTrue();
    }

    @Test
    void mounts_of_run_are_resolved_with_their_variables() {
        var run =
                (Instruction.Run)
                        first(
                                "RUN --mount=type=cache,id=$id,target=/c,sharing=locked,uid=7"
                                        + " --mount=target=/src,ro --mount=type=secret,id=s,env=TOKEN"
                                        + " --mount=type=tmpfs,target=/t,size=64m --mount=type=ssh"
                                        + " --network=none make");

        var variables = Variables.of(java.util.Map.of("id", "maven"));
        assertThat(run.options().mounts())
                .extracting(mount -> mount.resolve(variables))
                .containsExactly(
                        new RunMount.Cache(
                                "maven",
                                "/c",
                                false,
                                RunMount.Sharing.LOCKED,
                                null,
                                "/",
                                new RunMount.Owner(0755, 7, 0)),
                        new RunMount.Bind("/src", "/", null, false),
                        new RunMount.Secret(
                                "s", null, "TOKEN", false, new RunMount.Owner(0400, 0, 0)),
                        new RunMount.Tmpfs("/t", 64L << 20),
                        new RunMount.Ssh("default", null, false, new RunMount.Owner(0600, 0, 0)));
        assertThat(run.options().network()).isEqualTo("none");
    }

    @Test
    void health_checks_have_times_and_a_command() {
        var check =
                (Instruction.HealthCheck)
                        first(
                                "HEALTHCHECK --interval=5s --timeout=1m30s --retries=2"
                                        + " CMD [\"curl\", \"-f\"]");

        assertThat(check.test()).contains(new Command.Arguments(List.of("curl", "-f")));
        assertThat(check.timing())
                .isEqualTo(
                        new Instruction.HealthCheck.Timing(
                                Duration.ofSeconds(5), Duration.ofSeconds(90), null, null, 2));
        assertThat(((Instruction.HealthCheck) first("HEALTHCHECK NONE")).test()).isEmpty();
    }

    @Test
    void a_trigger_is_kept_as_text_with_its_heredocs() {
        var trigger = (Instruction.OnBuild) first("onbuild run <<E\nx\nE\n");

        assertThat(trigger.trigger()).isEqualTo("run <<E\nx\nE");
    }

    /// The instruction behind `FROM x`, and what its error says.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FRUM y | unknown instruction: FRUM (did you mean FROM?)",
                "RNU y | unknown instruction: RNU (did you mean RUN?)",
                "COPY --chwon=a b c | unknown flag: --chwon (did you mean chown?)",
                "RUN | RUN requires at least one argument",
                "COPY package*.json | Write where \"package*.json\" goes to",
                "COPY | at least two arguments: sources and a destination",
                "COPY --form=a b c | unknown flag: --form (did you mean from?)",
                "COPY --from b c | Missing a value on flag: from",
                "COPY --from=a --from=b c d | Duplicate flag specified: from",
                "COPY --link=maybe b c | Expecting boolean value for flag link, not: maybe",
                "CMD --x y | unknown flag: --x: CMD takes none",
                "RUN --network=some x | invalid value \"some\" of --network: default, host, none",
                "RUN --mount=type=bnd,target=/x y | unsupported mount type \"bnd\"",
                "RUN --mount=type=cache,targt=/x y | unexpected key 'targt' for mount type 'cache'"
                        + " (did you mean target?)",
                "RUN --mount=type=tmpfs,target=/x,size=99999999999t y | invalid value for size",
                "RUN <<EOF | unterminated heredoc",
                "ENV a | ENV must have two arguments",
                "ENV a=b c | can't find = in \"c\"",
                "LABEL =b | LABEL names can not be blank",
                "ARG =b | ARG names can not be blank",
                "USER | USER requires exactly one argument",
                "VOLUME [\"\"] | VOLUME specified can not be an empty string",
                "VOLUME [] | VOLUME requires at least one argument",
                "SHELL sh -c | SHELL requires the arguments to be in JSON form",
                "HEALTHCHECK NONE x | HEALTHCHECK NONE takes no arguments",
                "HEALTHCHECK CMD | Missing command after HEALTHCHECK CMD",
                "HEALTHCHECK curl | Unknown type \"curl\" in HEALTHCHECK (try CMD)",
                "HEALTHCHECK --interval=5 CMD x | invalid duration \"5\"",
                "HEALTHCHECK --interval=5us CMD x | cannot be less than 1ms",
                "HEALTHCHECK --retries=-1 CMD x | --retries must be a number",
                "ONBUILD FROM x | FROM isn't allowed as an ONBUILD trigger",
                "ONBUILD ONBUILD RUN x | Chaining ONBUILD",
                "ONBUILD COPY x | Destination could not be determined",
                "FROM a b | FROM requires either one or three arguments",
                "FROM a AS 1b | name can't start with a number"
            })
    void an_error_names_line_and_reason(String instruction, String reason) {
        assertThatThrownBy(() -> parse("FROM x\n" + instruction))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(FaultCode.DOCKERFILE_INVALID);
                            assertThat(fault.text())
                                    .startsWith("dockerfile parse error on line 2: ")
                                    .contains(reason)
                                    .contains("^");
                        });
    }

    @Test
    void an_error_in_a_continued_line_points_to_the_physical_one() {
        assertThatThrownBy(() -> parse("FROM x\n\nENV a=b \\\n   # c\n  d=e \\\n  wrong f=g"))
                .hasMessageContaining(
                        """
                        dockerfile parse error on line 6: Syntax error - can't find = in "wrong". \
                        Must be of the form: name=value
                        Dockerfile:6:3
                          6 |   wrong f=g
                            |   ^^^^^\
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "'', file with no instructions",
        "'# only', file with no instructions",
        "'ARG a', dockerfile contains no stages to build",
        "'RUN x', no build stage in current context",
        "'# escape=x\nFROM y', invalid escape token 'x'",
        "'# syntax=a\n# syntax=b\nFROM y', only one syntax parser directive can be used",
        "'# check=what\nFROM y', invalid check directive"
    })
    void a_file_without_a_stage_is_refused(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(reason);
    }
}
