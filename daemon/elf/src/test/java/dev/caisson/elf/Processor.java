package dev.caisson.elf;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// What runs a program: this machine, or the emulator of the other one.
enum Processor {
    X86_64(Machine.X86_64) {
        @Override
        List<String> launcher() {
            if (!System.getProperty("os.arch").equals("amd64")) {
                System.out.println("skipped: this is no x86-64 machine");
                Assumptions.abort("no x86-64 machine");
            }
            return List.of();
        }
    },
    AARCH64(Machine.AARCH64) {
        @Override
        List<String> launcher() {
            if (System.getProperty("os.arch").equals("aarch64")) return List.of();
            return List.of(Tools.aarch64().toString());
        }
    };

    /// How a program ended.
    ///
    /// @param output what it wrote to its standard output
    record Ended(int status, ByteBuffer output) {
        /// The output as little-endian words.
        List<Long> words() {
            var words = new ArrayList<Long>();
            var buffer = output.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.remaining() >= Long.BYTES) words.add(buffer.getLong());
            return words;
        }

        String text() {
            return StandardCharsets.UTF_8.decode(output.duplicate()).toString();
        }
    }

    private static final int LIMIT_SECONDS = 20;
    private static final int LIMIT_BYTES = 1 << 20;

    private final Machine machine;

    Processor(Machine machine) {
        this.machine = machine;
    }

    /// The command before the program's path, if it is needed.
    abstract List<String> launcher();

    Machine machine() {
        return machine;
    }

    TableBuilder builder() {
        return new TableBuilder(machine);
    }

    Ended run(Table table) {
        return run(ElfWriter.write(table));
    }

    /// Runs an executable to its end, with an empty standard input.
    Ended run(byte[] executable) {
        var launcher = launcher();
        try {
            var owner = PosixFilePermissions.fromString("rwx------");
            var file =
                    Files.createTempFile(
                            "caisson-elf-", "", PosixFilePermissions.asFileAttribute(owner));
            try {
                Files.write(file, executable);
                return run(launcher, file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Ended run(List<String> launcher, Path file)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(launcher);
        command.add(file.toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // One that goes round in its table for ever is killed, and its output is not kept.
        process.onExit()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly());
        try {
            process.getOutputStream().close();
            var output = process.getInputStream().readNBytes(LIMIT_BYTES);
            if (output.length == LIMIT_BYTES) fail("the program writes without end");
            return new Ended(process.waitFor(), ByteBuffer.wrap(output));
        } finally {
            process.destroyForcibly();
        }
    }
}
