package dev.caisson.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the machine code and the numbers against the tools and headers of the host.
@Tag("kernel")
class ListingIT {
    private static final int TABLE = 0x12345678;
    private static final int REPORT = 0x7ABCDEF0;

    @TempDir private Path directory;

    @Test
    void the_x86_interpreter_is_what_the_gnu_assembler_makes_of_its_listing() throws IOException {
        compare(Machine.X86_64, Tools.required("as"), Tools.required("objcopy"));
    }

    @Test
    void the_aarch64_interpreter_is_what_the_gnu_assembler_makes_of_its_listing()
            throws IOException {
        compare(
                Machine.AARCH64,
                Tools.optional("aarch64-linux-gnu-as"),
                Tools.optional("aarch64-linux-gnu-objcopy"));
    }

    @Test
    void the_numbers_for_x86_are_those_of_the_headers() throws IOException {
        var numbers = defines("#include <asm/unistd_64.h>\n", "__NR_");

        assertThat(numbers).containsAllEntriesOf(ours(Machine.X86_64));
    }

    @Test
    void the_numbers_for_aarch64_are_those_of_the_generic_header() throws IOException {
        // As arch/arm64/include/uapi/asm/unistd.h asks for them.
        var numbers =
                defines(
                        """
                        #define __ARCH_WANT_NEW_STAT
                        #define __ARCH_WANT_SYS_CLONE3
                        #include <asm-generic/unistd.h>
                        """,
                        "__NR_");

        assertThat(numbers).containsAllEntriesOf(ours(Machine.AARCH64));
    }

    @Test
    void the_open_flags_for_x86_are_those_of_the_header() throws IOException {
        var flags = new TreeMap<String, Integer>();
        for (var flag : OpenFlag.values()) flags.put(flag.name(), Machine.X86_64.flag(flag));

        var numbers = evaluated("#include <asm/fcntl.h>\n", flags.keySet());

        assertThat(numbers).isEqualTo(flags);
    }

    private void compare(Machine machine, Path assembler, Path objcopy) throws IOException {
        var ours = Interpreter.code(machine, TABLE, REPORT);
        var source = Files.writeString(directory.resolve("listing.s"), ours.listing());
        var object = directory.resolve("listing.o");
        var code = directory.resolve("listing.bin");

        Tools.run(assembler.toString(), "-o", object.toString(), source.toString());
        Tools.run(
                objcopy.toString(),
                "-O",
                "binary",
                "-j",
                ".text",
                object.toString(),
                code.toString());

        assertThat(ours.bytes()).isEqualTo(Files.readAllBytes(code));
    }

    private static Map<String, Integer> ours(Machine machine) {
        var numbers = new TreeMap<String, Integer>();
        for (var call : SyscallName.values()) {
            numbers.put(call.name().toLowerCase(Locale.ROOT), machine.number(call));
        }
        return numbers;
    }

    /// The numeric macros with a prefix, which is taken off; one that names another is followed.
    private Map<String, Integer> defines(String source, String prefix) throws IOException {
        var raw = new TreeMap<String, String>();
        for (var line : preprocessed(source, "-dM").split("\n", -1)) {
            var word = line.split(" ", 3);
            if (word.length == 3) raw.put(word[1], word[2]);
        }
        var numbers = new TreeMap<String, Integer>();
        raw.forEach(
                (name, first) -> {
                    var value = first;
                    while (raw.containsKey(value)) value = raw.get(value);
                    if (name.startsWith(prefix) && value.matches("[0-9]+")) {
                        numbers.put(name.substring(prefix.length()), Integer.parseInt(value));
                    }
                });
        return numbers;
    }

    /// What the compiler makes of expressions over macros.
    private Map<String, Integer> evaluated(String source, Iterable<String> names)
            throws IOException {
        var program = new StringBuilder(source).append("#include <stdio.h>\nint main(void) {\n");
        for (var name : names) program.append("printf(\"%d\\n\", ").append(name).append(");\n");
        var file = Files.writeString(directory.resolve("flags.c"), program.append("}\n"));
        var binary = directory.resolve("flags");
        Tools.run(Tools.optional("gcc").toString(), "-o", binary.toString(), file.toString());
        var lines = Processor.X86_64.run(Files.readAllBytes(binary)).text().lines().iterator();
        var numbers = new TreeMap<String, Integer>();
        for (var name : names) numbers.put(name, Integer.parseInt(lines.next()));
        return numbers;
    }

    private String preprocessed(String source, String option) throws IOException {
        var file = Files.writeString(directory.resolve("source.c"), source);
        var out = directory.resolve("source.i");
        Tools.run(
                Tools.optional("gcc").toString(),
                "-E",
                option,
                "-o",
                out.toString(),
                file.toString());
        return Files.readString(out);
    }
}
