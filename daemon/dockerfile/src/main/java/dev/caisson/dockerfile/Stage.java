package dev.caisson.dockerfile;

import java.util.List;

/// FROM and what follows up to the next one.
///
/// @param index from 0
public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
    public Stage {
        instructions = List.copyOf(instructions);
    }

    /// Whether `--from`, `--target` or FROM mean this stage: its name without regard to case, or
    /// its number.
    public boolean isCalled(String name) {
        var own = from.name();
        return (own != null && own.equalsIgnoreCase(name)) || name.equals(String.valueOf(index));
    }
}
