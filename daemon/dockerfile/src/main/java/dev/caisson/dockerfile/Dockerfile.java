package dev.caisson.dockerfile;

import java.util.List;
import java.util.Optional;

/// A parsed Dockerfile.
///
/// @param globals the ARGs before the first FROM
/// @param stages at least one
/// @param warnings those that the text itself gives; [Linter] adds the ones of the tree
public record Dockerfile(
        Source source,
        Directives directives,
        List<Instruction.Arg> globals,
        List<Stage> stages,
        List<Warning> warnings) {
    public Dockerfile {
        globals = List.copyOf(globals);
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /// @param name as errors show it
    /// @param text UTF-8 decoded, at most [Source#MAX_LENGTH] characters
    /// @throws dev.caisson.fault.InvalidInput `DOCKERFILE_INVALID` with line and caret
    public static Dockerfile parse(String name, String text) {
        return new DockerfileParser(Source.of(name, text)).parse();
    }

    /// A single instruction, as triggers of ONBUILD have it.
    ///
    /// @throws dev.caisson.fault.InvalidInput `DOCKERFILE_INVALID` with line and caret
    public static Instruction parseInstruction(String name, String text) {
        return new DockerfileParser(Source.of(name, text)).parseOne();
    }

    /// Instructions without a stage, as `commit --change` has them.
    ///
    /// @throws dev.caisson.fault.InvalidInput `DOCKERFILE_INVALID` with line and caret
    public static List<Instruction> parseInstructions(String name, String text) {
        return new DockerfileParser(Source.of(name, text)).parseAll();
    }

    /// The last of the stages that are called so.
    public Optional<Stage> stage(String name) {
        return stages.reversed().stream().filter(stage -> stage.isCalled(name)).findFirst();
    }
}
