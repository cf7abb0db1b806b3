package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// Asks the C compiler what its headers say.
final class HeaderProgram {
    private final Path directory;
    private final StringBuilder includes = new StringBuilder("#define _GNU_SOURCE\n");
    private final StringBuilder body = new StringBuilder();

    HeaderProgram(Path directory, String... headers) {
        this.directory = directory;
        includes.append("#include <stdio.h>\n#include <stddef.h>\n");
        for (var header : headers) includes.append("#include <").append(header).append(">\n");
    }

    /// Defines a macro before all headers.
    HeaderProgram define(String macro) {
        includes.insert(0, "#define " + macro + "\n");
        return this;
    }

    /// A line of what the program prints.
    HeaderProgram print(String label, String expression) {
        body.append("  printf(\"%s %%lld\\n\", (long long)(%s));\n".formatted(label, expression));
        return this;
    }

    /// The same, when the macro is in these headers.
    HeaderProgram printDefined(String macro) {
        body.append("#ifdef ").append(macro).append('\n');
        print(macro, macro);
        body.append("#endif\n");
        return this;
    }

    /// Compiles and runs it. Skips the test where there is no compiler.
    List<String> lines() throws IOException, InterruptedException {
        var gcc = Path.of("/usr/bin/gcc");
        Assumptions.assumeTrue(Files.isExecutable(gcc), "no gcc to ask");
        var source =
                Files.writeString(
                        directory.resolve("ask.c"), includes + "int main(void) {\n" + body + "}\n");
        var program = directory.resolve("ask");
        run(gcc.toString(), "-o", program.toString(), source.toString());
        return run(program.toString());
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            var lines = output.lines().toList();
            assertThat(process.waitFor()).as("%s", lines).isZero();
            return lines;
        }
    }
}
