package dev.caisson.cli.render;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where standard input, output and error lead. Read from `/proc`, which costs nothing at start.
public final class StandardStreams {
    private StandardStreams() {}

    public static boolean inIsTerminal() {
        return isTerminal(0);
    }

    public static boolean outIsTerminal() {
        return isTerminal(1);
    }

    public static boolean errorIsTerminal() {
        return isTerminal(2);
    }

    /// A file, or standard input where it is called `-`.
    public static InputStream open(String source) throws IOException {
        return source.equals("-")
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(Path.of(source));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }
}
