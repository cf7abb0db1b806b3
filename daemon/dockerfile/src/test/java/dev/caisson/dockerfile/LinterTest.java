package dev.caisson.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {
    private static List<String> check(String text) {
        return Linter.check(
                        Dockerfile.parse("Dockerfile", text.replace("\\n", "\n")),
                        IgnoreRules.parse("ignored"),
                        _ -> Optional.of(Set.of("PATH", "HOME")))
                .stream()
                .map(Warning::toString)
                .toList();
    }

    /// A file, and its one warning without the file's name.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FROM x\\n"
                        + "run a\\n"
                        + "RUN b|2: ConsistentInstructionCasing: Command 'run' should match the case of"
                        + " the command majority (uppercase)",
                "from x\\n"
                        + "run a\\n"
                        + "RUN b|3: ConsistentInstructionCasing: Command 'RUN' should match the case of"
                        + " the command majority (lowercase)",
                "FROM x\\n"
                        + "COPY ./ignored/a b|2: CopyIgnoredFile: Attempting to Copy file"
                        + " \"./ignored/a\" that is excluded by .dockerignore",
                "FROM x AS a\\n"
                        + "FROM y AS a|2: DuplicateStageName: Duplicate stage name \"a\", stage names"
                        + " should be unique",
                "FROM x\\n"
                        + "EXPOSE 127.0.0.1:80:80|2: ExposeInvalidFormat: EXPOSE instruction should not"
                        + " define an IP address or host-port mapping, found '127.0.0.1:80:80'",
                "FROM x\\n"
                        + "EXPOSE 80/TCP|2: ExposeProtoCasing: Defined protocol '80/TCP' in EXPOSE"
                        + " instruction should be lowercase",
                "FROM x as a|1: FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
                "FROM --platform=linux/arm64 x|1: FromPlatformFlagConstDisallowed: FROM --platform"
                        + " flag should not use constant value \"linux/arm64\"",
                "ARG V\\n"
                        + "FROM x:$V|2: InvalidDefaultArgInFrom: Default value for ARG x:$V results in"
                        + " empty or invalid base image name",
                "# check=experimental=all\\n"
                        + "# other text\\n"
                        + "FROM x AS a|3: InvalidDefinitionDescription: Comment for build stage should"
                        + " follow the format: `# a <description>`",
                "FROM x\\n"
                        + "CMD run|2: JSONArgsRecommended: JSON arguments recommended for CMD to"
                        + " prevent unintended behavior related to OS signals",
                "FROM x\\n"
                        + "ENV a b|2: LegacyKeyValueFormat: \"ENV key=value\" should be used instead of"
                        + " legacy \"ENV key value\" format",
                "FROM x\\n"
                        + "MAINTAINER me|2: MaintainerDeprecated: Maintainer instruction is deprecated"
                        + " in favor of using label",
                "FROM x\\n"
                        + "CMD [\"a\"]\\n"
                        + "CMD [\"b\"]|2: MultipleInstructionsDisallowed: Multiple CMD instructions"
                        + " should not be used in the same stage because only the last one will be"
                        + " used",
                "FROM x\\n"
                        + "RUN a \\\\n"
                        + "\\n"
                        + " b|2: NoEmptyContinuation: Empty continuation line found in: RUN a  b",
                "FROM --platform=$TARGETPLATFORM x|1: RedundantTargetPlatform: Setting platform to"
                        + " predefined $TARGETPLATFORM in FROM is redundant as this is the default"
                        + " behavior",
                "FROM x AS scratch|1: ReservedStageName: Stage name should not use the same name as"
                        + " reserved stage \"scratch\"",
                "FROM x\\n"
                        + "ARG API_TOKEN|2: SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions"
                        + " for sensitive data (ARG \"API_TOKEN\")",
                "FROM x AS Base|1: StageNameCasing: Stage name 'Base' should be lowercase",
                "ARG VERSION=1\\n"
                        + "FROM x:${VERSON:-1}-$VERSON|2: UndefinedArgInFrom: FROM argument 'VERSON' is"
                        + " not declared (did you mean VERSION?)",
                "FROM x\\n"
                        + "ARG NAME\\n"
                        + "WORKDIR /$NAMES|3: UndefinedVar: Usage of undefined variable '$NAMES' (did"
                        + " you mean $NAME?)",
                "FROM x\\n"
                        + "WORKDIR a|2: WorkdirRelativePath: Relative workdir \"a\" can have unexpected"
                        + " results if the base image changes"
            })
    void each_rule_finds_its_case(String text, String warning) {
        assertThat(check(text)).contains("Dockerfile:" + warning);
    }

    @Test
    void every_rule_has_a_case_above() throws NoSuchMethodException {
        var cases =
                LinterTest.class
                        .getDeclaredMethod("each_rule_finds_its_case", String.class, String.class)
                        .getAnnotation(CsvSource.class)
                        .value();

        for (var rule : LintRule.values()) {
            assertThat(Arrays.stream(cases))
                    .anyMatch(one -> one.contains(": " + rule.title() + ":"));
        }
    }

    @Test
    void a_good_file_has_no_warnings() {
        assertThat(
                        check(
                                """
                                # check=experimental=all
                                ARG VERSION=12
                                # build makes the program
                                FROM --platform=$BUILDPLATFORM debian:$VERSION AS build
                                ARG TARGETARCH PUBLIC_KEY
                                ENV SRC=/src
                                WORKDIR $SRC
                                WORKDIR sub
                                COPY . $HOME/${TARGETARCH}/
                                RUN make $undefined_for_docker

                                FROM build
                                WORKDIR out
                                COPY --from=build ignored ${SRC}
                                SHELL ["/bin/bash", "-c"]
                                CMD run
                                """))
                .isEmpty();
    }

    @Test
    void what_the_file_leaves_out_is_not_told() {
        assertThat(check("# check=skip=all\nFROM x\nMAINTAINER me")).isEmpty();
        assertThat(check("# check=skip=MaintainerDeprecated\nFROM x\nMAINTAINER me")).isEmpty();
    }

    @Test
    void variables_of_an_unknown_base_are_not_judged() {
        var file = Dockerfile.parse("Dockerfile", "FROM x\nWORKDIR $WHAT");

        assertThat(Linter.check(file, IgnoreRules.none(), Linter.BaseEnvironments.unknown()))
                .isEmpty();
    }
}
