package dev.caisson.sys;

import com.sun.jna.LastErrorException;
import java.util.StringJoiner;

/// `fsconfig(2)`, and the messages that the kernel leaves in the context when it refuses.
final class FilesystemContext {
    private static final int MESSAGE = 1024;
    private static final int MOST_MESSAGES = 8;

    private FilesystemContext() {}

    static void configure(String text, int fsFd, int command, long key, long value, int extra) {
        try {
            Kernel.call(() -> text, CallNumber.FSCONFIG, fsFd, command, key, value, extra);
        } catch (SyscallException failure) {
            var messages = messages(fsFd);
            if (messages.isEmpty()) throw failure;
            var detailed = new SyscallException(failure.errno(), text, messages);
            detailed.setStackTrace(failure.getStackTrace());
            throw detailed;
        }
    }

    /// Each read takes one message: `e overlay: …`. `ENODATA` when there are no more.
    private static String messages(int fsFd) {
        var messages = new StringJoiner("; ");
        try (var scratch = Scratch.take()) {
            int room = scratch.block(MESSAGE);
            for (int i = 0; i < MOST_MESSAGES; i++) {
                long length =
                        LibC.syscall(
                                CallNumber.READ.number(),
                                fsFd,
                                scratch.address(room),
                                MESSAGE,
                                0,
                                0,
                                0);
                messages.add(scratch.text(room, (int) length).strip());
            }
        } catch (LastErrorException noMore) {
            return messages.toString();
        }
        return messages.toString();
    }
}
