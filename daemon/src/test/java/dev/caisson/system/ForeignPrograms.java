package dev.caisson.system;

import dev.caisson.elf.HelloProgram;
import dev.caisson.elf.Machine;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// Programs of another processor, and an emulator that this host's kernel runs them by.
///
/// The kernel knows no others by it: it is told of the header of these programs, in which a part
/// that nobody reads is random. Who registers it has the file system of such registrations in a
/// mount namespace of its own and takes it back when its input ends, also when a test is killed.
public final class ForeignPrograms implements AutoCloseable {
    private static final int MARK = 8;
    private static final int MARK_LENGTH = 8;
    private static final int HEADER = 20;

    /// Source: Documentation/admin-guide/binfmt-misc.rst. `F` opens the emulator now: there is none
    /// in a container.
    private static final String SCRIPT =
            """
            set -e
            mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
            printf '%s' ":$NAME:M:0:$MAGIC::$EMULATOR:F" > /proc/sys/fs/binfmt_misc/register
            echo registered
            cat
            echo -1 > /proc/sys/fs/binfmt_misc/$NAME
            """;

    private final byte[] hello;
    private final RunningCommand registration;

    private ForeignPrograms(byte[] hello, RunningCommand registration) {
        this.hello = hello;
        this.registration = registration;
    }

    /// Registers the emulator.
    public static ForeignPrograms emulated() {
        HostTools.needRoot();
        var emulator = HostTools.installed("qemu-aarch64-static", "qemu-user-static");
        var hello = HelloProgram.write(Machine.AARCH64);
        var mark = new byte[MARK_LENGTH];
        ThreadLocalRandom.current().nextBytes(mark);
        System.arraycopy(mark, 0, hello, MARK, MARK_LENGTH);
        var magic = "\\x" + HexFormat.ofDelimiter("\\x").formatHex(hello, 0, HEADER);
        var registration =
                RunningCommand.start(
                        List.of("unshare", "--mount", "sh", "-c", SCRIPT),
                        Map.of(
                                "NAME",
                                "caisson-test-" + HexFormat.of().formatHex(mark),
                                "MAGIC",
                                magic,
                                "EMULATOR",
                                emulator.toString()));
        try {
            registration.awaitOutput("registered");
            return new ForeignPrograms(hello, registration);
        } catch (RuntimeException | Error failed) {
            registration.close();
            throw failed;
        }
    }

    /// A program for aarch64 that says hello.
    public byte[] hello() {
        return hello.clone();
    }

    /// Takes the emulator away; from here on the programs do not run.
    @Override
    public void close() {
        try (registration) {
            registration.closeInput();
            var _ = registration.outcome();
        }
    }
}
