package dev.caisson.image.blob;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// Writing files that survive a crash: a file beside, synced, renamed, the directory synced.
final class DurableFiles {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private DurableFiles() {}

    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, NEW);
    }

    /// Replaces a file as a whole.
    ///
    /// @param temp a name on the same file system that nobody else uses
    static void replace(Path directory, String name, Path temp, byte[] content) throws IOException {
        var file = directory.resolve(name);
        try {
            try (var channel = create(temp)) {
                writeAll(channel, ByteBuffer.wrap(content));
                channel.force(true);
            }
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            Files.deleteIfExists(temp);
            throw full(failed, file);
        }
        syncDirectory(directory);
    }

    static void writeAll(FileChannel channel, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) channel.write(content);
    }

    static void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Java tells a full disk only by its text, which is the C library's.
    ///
    /// @return `DISK_FULL` thrown, or the failure as it was
    static IOException full(IOException failure, Path file) throws Fault {
        var text = String.valueOf(failure.getMessage());
        if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
            throw new Unavailable(failure, FaultCode.DISK_FULL, file);
        }
        return failure;
    }
}
