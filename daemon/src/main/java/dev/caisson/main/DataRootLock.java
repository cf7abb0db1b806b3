package dev.caisson.main;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One daemon per data root. The kernel gives the lock back when the daemon ends, however it does.
final class DataRootLock implements AutoCloseable {
    private final FileChannel channel;

    private DataRootLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws OptionError when another daemon has it
    static DataRootLock take(Path dataRoot) throws IOException {
        var channel =
                FileChannel.open(
                        dataRoot.resolve("caisson.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new OptionError(
                    "another daemon uses the data root "
                            + dataRoot
                            + ": stop it, or choose another with --data-root");
        }
        return new DataRootLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
