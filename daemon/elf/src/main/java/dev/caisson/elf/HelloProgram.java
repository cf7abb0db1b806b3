package dev.caisson.elf;

import java.nio.charset.StandardCharsets;

/// The program of the image `caisson/hello`: it says hello and ends.
public final class HelloProgram {
    private static final String GREETING =
            """
            Hello from Caisson!

            This container ran, so the engine works from end to end:
             1. The daemon unpacked the image caisson/hello, which it carries inside, and gave
                this container a layer of its own on top.
             2. It wrote a program of a few kilobytes for this one start, a table of system calls,
                and ran it. The table set up namespaces, mounts and privileges, then became me.
             3. I am such a table too: two system calls, one that writes this text, one that exits.
                My output went into the container's log, and from there to you.

            To read every system call before it happens:  caisson inspect --launch NAME
            """;

    private HelloProgram() {}

    /// The executable. It writes the greeting to its standard output and exits with 0, or with 1
    /// when that cannot be written.
    public static byte[] write(Machine machine) {
        var table = new TableBuilder(machine);
        var failed = table.label("failed");
        table.failTo(failed);
        var text = GREETING.getBytes(StandardCharsets.UTF_8);
        var next = table.cell(0);
        var left = table.cell(text.length);
        var written = table.cell(0);
        table.row("begin", Arithmetic.ADD, table.bytes(text).address(), Arg.of(0)).result(next);
        var more = table.here("more");
        table.row("greet", SyscallName.WRITE, Arg.of(1), next, left).result(written);
        table.row("go on", Arithmetic.ADD, next, written).result(next);
        table.row("count", Arithmetic.SUB, left, written).result(left).onPositive(more);
        table.row("end", SyscallName.EXIT_GROUP, Arg.of(0));
        table.place(failed);
        table.row("end after a failure", SyscallName.EXIT_GROUP, Arg.of(1));
        return ElfWriter.write(table.build());
    }
}
