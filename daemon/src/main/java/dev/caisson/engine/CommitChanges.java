package dev.caisson.engine;

import dev.caisson.build.solve.ConfigurationChange;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.Variables;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import java.util.List;

/// Changes of an image's defaults, written as instructions of a Dockerfile: those that `commit` and
/// `import` take.
final class CommitChanges {
    private CommitChanges() {}

    /// @param changes one or more instructions each
    /// @throws InvalidInput `CHANGE_INVALID`, `DOCKERFILE_INVALID`
    static ContainerDefaults apply(ContainerDefaults before, List<String> changes) {
        var defaults = before;
        boolean commandIsOurs = false;
        for (var text : changes) {
            for (var instruction : Dockerfile.parseInstructions("change", text)) {
                defaults = apply(defaults, instruction, text, commandIsOurs);
                commandIsOurs |= instruction instanceof Instruction.Cmd;
            }
        }
        return defaults;
    }

    private static ContainerDefaults apply(
            ContainerDefaults old, Instruction instruction, String text, boolean commandIsOurs) {
        Variables variables =
                name ->
                        old.env().stream()
                                .filter(entry -> entry.startsWith(name + "="))
                                .map(entry -> entry.substring(name.length() + 1))
                                .findFirst();
        return ConfigurationChange.of(old, instruction, variables, commandIsOurs)
                .filter(_ -> !(instruction instanceof Instruction.Shell))
                .orElseThrow(
                        () ->
                                new InvalidInput(
                                        FaultCode.CHANGE_INVALID,
                                        text,
                                        instruction.keyword() + " is not a valid change command"))
                .config();
    }
}
