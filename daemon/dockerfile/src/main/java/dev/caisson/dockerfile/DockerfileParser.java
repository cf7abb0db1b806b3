package dev.caisson.dockerfile;

import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.List;

/// Puts the instructions of a file into stages.
final class DockerfileParser {
    /// Where no directive says another one.
    private static final char ESCAPE = '\\';

    private final Source source;

    DockerfileParser(Source source) {
        this.source = source;
    }

    /// @throws InvalidInput `DOCKERFILE_INVALID`
    Dockerfile parse() {
        var directives = Directives.of(source);
        var lines = new LogicalLines(source, directives.escape());
        var globals = new ArrayList<Instruction.Arg>();
        var stages = new ArrayList<Stage>();
        Instruction.From from = null;
        var inside = new ArrayList<Instruction>();
        for (var line : lines.read()) {
            var instruction = new InstructionParser(line, directives.escape()).parse();
            if (instruction instanceof Instruction.From next) {
                if (from != null) stages.add(new Stage(stages.size(), from, inside));
                from = next;
                inside.clear();
            } else if (from != null) {
                inside.add(instruction);
            } else if (instruction instanceof Instruction.Arg global) {
                globals.add(global);
            } else {
                throw line.error("no build stage in current context: FROM comes first");
            }
        }
        if (from != null) stages.add(new Stage(stages.size(), from, inside));
        if (stages.isEmpty()) {
            throw source.error(
                    Math.max(1, source.lines().size()),
                    0,
                    1,
                    globals.isEmpty()
                            ? "file with no instructions"
                            : "dockerfile contains no stages to build");
        }
        return new Dockerfile(source, directives, globals, stages, lines.warnings());
    }

    /// @throws InvalidInput `DOCKERFILE_INVALID` also when it is not just one instruction
    Instruction parseOne() {
        var lines = lines();
        if (lines.isEmpty()) throw source.error(1, 0, 1, "file with no instructions");
        if (lines.size() > 1) throw lines.get(1).error("only one instruction is expected");
        return instruction(lines.getFirst());
    }

    /// @throws InvalidInput `DOCKERFILE_INVALID`
    List<Instruction> parseAll() {
        return lines().stream().map(DockerfileParser::instruction).toList();
    }

    private List<LogicalLine> lines() {
        return new LogicalLines(source, ESCAPE).read();
    }

    private static Instruction instruction(LogicalLine line) {
        return new InstructionParser(line, ESCAPE).parse();
    }
}
