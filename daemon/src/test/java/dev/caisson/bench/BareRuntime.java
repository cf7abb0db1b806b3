package dev.caisson.bench;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A bare runtime with a bundle of the same root and its own default configuration.
///
/// It is run by a shell that waits for numbers, in a mount namespace without the second hierarchy
/// of a hybrid host: crun refuses that one. A run costs the shell a fork more than the runtime.
final class BareRuntime implements AutoCloseable {
    private static final String LOOP =
            "umount /sys/fs/cgroup/unified 2>/dev/null; while read id;"
                    + " do \"$0\" --root \"$1/state\" run --bundle \"$1\" \"bench$id\"; echo $?; done";

    private final String name;
    private final Process shell;
    private final Writer numbers;
    private final BufferedReader codes;
    private int count;

    private BareRuntime(String name, Process shell) {
        this.name = name;
        this.shell = shell;
        numbers = shell.outputWriter(StandardCharsets.US_ASCII);
        codes = shell.inputReader(StandardCharsets.US_ASCII);
    }

    static BareRuntime prepare(Path program, Path files) throws IOException {
        var name = program.getFileName().toString();
        var bundle = Files.createDirectories(files.resolve("bundle-" + name));
        var root = Files.createDirectories(bundle.resolve("rootfs/bin"));
        var busybox = BusyboxImage.program();
        Files.copy(busybox, root.resolve("busybox"));
        Files.createSymbolicLink(root.resolve("true"), Path.of("busybox"));
        CommandOutcome.of("sh", "-c", "cd " + bundle + " && " + program + " spec");
        var config = bundle.resolve("config.json");
        var text =
                Files.readString(config)
                        .replaceFirst("\"sh\"", "\"true\"")
                        .replaceFirst("\"terminal\": true", "\"terminal\": false");
        Files.writeString(config, text);
        var shell =
                new ProcessBuilder(
                                "unshare",
                                "-m",
                                "sh",
                                "-c",
                                LOOP,
                                program.toString(),
                                bundle.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return new BareRuntime(name, shell);
    }

    String name() {
        return name;
    }

    void run() {
        try {
            numbers.write(++count + "\n");
            numbers.flush();
            var code = codes.readLine();
            if (!"0".equals(code)) throw new AssertionError(name + " run ended with " + code);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Ends the shell; its bundle goes with the directory of the daemon under test.
    @Override
    public void close() throws IOException {
        numbers.close();
        try {
            shell.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
