package dev.caisson.cli.arguments;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The help text of a command, rendered by picocli.
public final class Help {
    private Help() {}

    /// @param name the whole name, `caisson container ls`
    public static void print(String name, Syntax syntax, PrintStream out) {
        new CommandLine(spec(name, syntax)).usage(out, CommandLine.Help.Ansi.OFF);
    }

    /// The command as picocli knows it; also what the completion script is generated from.
    public static CommandSpec spec(String name, Syntax syntax) {
        var spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .customSynopsis(name + " " + syntax.usage())
                .description("%n" + syntax.description() + "%n")
                .sortOptions(false);
        for (var flag : syntax.flags()) {
            var names =
                    flag.shorthand() == null
                            ? new String[] {"--" + flag.name()}
                            : new String[] {"-" + flag.shorthand(), "--" + flag.name()};
            var option =
                    OptionSpec.builder(names).description(flag.description().replace("%", "%%"));
            switch (flag.kind()) {
                case BOOL -> option.arity("0").type(boolean.class);
                case STRING -> option.arity("1").type(String.class).paramLabel("string");
                case LIST -> option.arity("1").type(String.class).paramLabel("list");
                case INT -> option.arity("1").type(String.class).paramLabel("int");
                case DECIMAL -> option.arity("1").type(String.class).paramLabel("decimal");
            }
            spec.addOption(option.build());
        }
        return spec;
    }
}
