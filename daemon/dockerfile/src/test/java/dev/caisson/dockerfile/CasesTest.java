package dev.caisson.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.fault.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The cases of `testdata/dockerfile`, which other engines are asked too, hold all that the parser
/// knows: a new instruction, flag or form without a case fails here.
class CasesTest {
    private static final Path CASES = Path.of("..", "..", "testdata", "dockerfile");

    /// What each instruction needs to be one.
    private static final Map<String, String> SHORTEST =
            Map.ofEntries(
                    Map.entry("ADD", "a b"),
                    Map.entry("ARG", "a"),
                    Map.entry("CMD", "a"),
                    Map.entry("COPY", "a b"),
                    Map.entry("ENTRYPOINT", "a"),
                    Map.entry("ENV", "a=b"),
                    Map.entry("EXPOSE", "1"),
                    Map.entry("FROM", "a"),
                    Map.entry("HEALTHCHECK", "CMD a"),
                    Map.entry("LABEL", "a=b"),
                    Map.entry("MAINTAINER", "a"),
                    Map.entry("ONBUILD", "RUN a"),
                    Map.entry("RUN", "a"),
                    Map.entry("SHELL", "[\"a\"]"),
                    Map.entry("STOPSIGNAL", "1"),
                    Map.entry("USER", "a"),
                    Map.entry("VOLUME", "a"),
                    Map.entry("WORKDIR", "a"));

    /// What needs a server, and so is not a case: `BuildSourcesIT` has it.
    private static final Set<String> WITH_SERVER = Set.of("ADD --checksum", "ADD --keep-git-dir");

    @Test
    void every_instruction_and_flag_has_a_case() throws IOException {
        var known = new TreeSet<String>();
        for (var keyword : InstructionParser.KEYWORDS) {
            known.add(keyword);
            var line = keyword + " " + SHORTEST.get(keyword);
            var lines = new LogicalLines(Source.of("Dockerfile", line), '\\').read();
            var parser = new InstructionParser(lines.getFirst(), '\\');
            var _ = parser.parse();
            for (var flag : parser.knownFlags()) known.add(keyword + " --" + flag);
        }

        var used = new TreeSet<String>();
        for (var instruction : instructions()) {
            used.add(instruction.keyword());
            for (var flag : instruction.origin().flags()) {
                used.add(instruction.keyword() + " " + flag.replaceFirst("=.*", ""));
            }
        }

        used.addAll(WITH_SERVER);
        assertThat(used).containsAll(known);
    }

    @Test
    void every_key_of_a_mount_has_a_case() throws IOException {
        var used = new TreeSet<String>();
        for (var instruction : instructions()) {
            if (!(instruction instanceof Instruction.Run run)) continue;
            for (var mount : run.options().mounts()) {
                var written = mount.options().raw();
                var type = Pattern.compile("(?:^|,)type=(\\w+)").matcher(written);
                var name = type.find() ? type.group(1) : "bind";
                for (var field : written.split(",")) used.add(name + " " + key(field));
            }
        }

        RunMount.KEYS.forEach(
                (type, keys) -> {
                    for (var key : keys) assertThat(used).contains(type + " " + key);
                });
    }

    private static String key(String field) {
        return switch (field.replaceFirst("=.*", "")) {
            case "dst", "destination" -> "target";
            case "src" -> "source";
            case "readwrite" -> "rw";
            case "readonly" -> "ro";
            case String other -> other;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\$\\w",
                "\\$\\{\\w+\\}",
                "\\$\\{\\w+:-",
                "\\$\\{\\w+:\\+",
                "\\$\\{\\w+:\\?",
                "\\$\\{\\w+-",
                "\\$\\{\\w+\\+",
                "\\$\\{\\w+\\?",
                "\\$\\{\\w+#[^#]",
                "\\$\\{\\w+##",
                "\\$\\{\\w+%[^%]",
                "\\$\\{\\w+%%",
                "\\$\\{\\w+/[^/]",
                "\\$\\{\\w+//",
                "\\\\\\$\\w"
            })
    void every_form_of_a_variable_has_a_case(String form) throws IOException {
        assertThat(dockerfiles()).anyMatch(containing("\\b(ENV|LABEL|ARG) .*" + form));
    }

    private static Predicate<String> containing(String pattern) {
        return Pattern.compile(pattern).asPredicate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD",
                "COPY",
                "ENV",
                "EXPOSE",
                "FROM",
                "LABEL",
                "STOPSIGNAL",
                "USER",
                "VOLUME",
                "WORKDIR",
                "ONBUILD",
                "ARG"
            })
    void every_instruction_that_knows_variables_has_a_case_with_one(String keyword)
            throws IOException {
        assertThat(instructions())
                .filteredOn(one -> one.keyword().equals(keyword))
                .anyMatch(one -> one.origin().text().contains("$"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN \\[",
                "CMD \\[",
                "ENTRYPOINT \\[",
                "ENTRYPOINT [^\\[]",
                "HEALTHCHECK.* CMD \\[",
                "HEALTHCHECK NONE",
                "ADD \\[",
                "COPY \\[",
                "VOLUME \\[",
                "RUN [^\\n]*<<\\w",
                "RUN [^\\n]*<<-",
                "RUN [^\\n]*<<\"",
                "ADD [^\\n]*<<",
                "COPY [^\\n]*<<",
                "ONBUILD COPY --from",
                "ONBUILD RUN [^\\n]*<<",
                "ENV \\w+ \\w",
                "LABEL \\w+ \\w",
                "EXPOSE [^\\n]*\\d+-\\d+",
                "EXPOSE [^\\n]*/sctp",
                "USER [^\\n]*:",
                "# *syntax *=",
                "# *escape *=",
                "# *check *=",
                "\\A#!",
                "\\A\uFEFF"
            })
    void every_form_of_an_instruction_has_a_case(String form) throws IOException {
        assertThat(dockerfiles()).anyMatch(containing("(?m)" + form));
    }

    static Stream<String> arguments() {
        return Stream.of(
                        PredefinedArguments.GLOBAL,
                        PredefinedArguments.PROXIES,
                        Set.of(
                                "SOURCE_DATE_EPOCH",
                                "BUILDKIT_CACHE_MOUNT_NS",
                                "BUILDKIT_INLINE_CACHE",
                                "BUILDKIT_MULTI_PLATFORM",
                                "BUILDKIT_SANDBOX_HOSTNAME",
                                "BUILDKIT_SYNTAX",
                                "BUILDKIT_BUILD_NAME",
                                "BUILDKIT_CONTEXT_KEEP_GIT_DIR"))
                .flatMap(Set::stream)
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("arguments")
    void every_argument_that_is_known_without_ARG_has_a_case(String name) throws IOException {
        assertThat(texts().contains(name)).as(name).isTrue();
    }

    private static String texts() throws IOException {
        try (var files = Files.list(CASES)) {
            var all = new StringBuilder();
            for (var file : files.sorted().toList()) all.append(Files.readString(file));
            return all.toString();
        }
    }

    /// The recipes of all cases.
    private static List<String> dockerfiles() throws IOException {
        return Pattern.compile("(?m)^--- Dockerfile\n((?:(?!---|#####).*\n?)*)")
                .matcher(texts())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toList());
    }

    /// Of the recipes that can be read, triggers included.
    private static List<Instruction> instructions() throws IOException {
        var all = new ArrayList<Instruction>();
        for (var text : dockerfiles()) {
            try {
                var parsed = Dockerfile.parse("Dockerfile", text);
                all.addAll(parsed.globals());
                for (var stage : parsed.stages()) {
                    all.add(stage.from());
                    all.addAll(stage.instructions());
                }
            } catch (InvalidInput broken) {
                // a case of what cannot be read
            }
        }
        return all;
    }
}
