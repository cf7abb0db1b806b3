package dev.caisson.spec;

import dev.caisson.value.ContainerId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a holder writes into the daemon's event FIFO after it has left an [ExitRecord]: a hint that
/// there is one, of fixed size and written at once, so that events of several holders never mix.
///
/// The FIFO is opened without blocking: without a reader, or when it is full, the event is lost.
/// The record is the truth, and a daemon looks for records after it has opened the FIFO.
/// Layout: magic ([#MAGIC]), the status of wait4(2), 32 bytes of container id, 32 bytes of exec id
/// (zeros for the container itself).
///
/// @param execId 64 lower-case hexadecimal digits; null when the container's own process ended
public record ExitEvent(ContainerId container, @Nullable String execId, ExitStatus status) {
    /// The first eight bytes, `CAISEVT1` in ASCII read as a little-endian number.
    public static final long MAGIC = 0x3154564553494143L;

    public static final int STATUS_OFFSET = 8;
    public static final int CONTAINER_OFFSET = 16;
    public static final int EXEC_OFFSET = 48;
    public static final int BYTES = 80;

    /// Reads the next event; the buffer's position moves behind it.
    ///
    /// @throws IllegalArgumentException when the bytes are not an event
    public static ExitEvent parse(ByteBuffer source) {
        if (source.remaining() < BYTES) {
            throw new IllegalArgumentException("exit event of " + source.remaining() + " bytes");
        }
        var bytes = new byte[BYTES];
        source.get(bytes);
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        if (in.getLong(0) != MAGIC) throw new IllegalArgumentException("not an exit event");
        var exec = HexFormat.of().formatHex(bytes, EXEC_OFFSET, BYTES);
        return new ExitEvent(
                new ContainerId(HexFormat.of().formatHex(bytes, CONTAINER_OFFSET, EXEC_OFFSET)),
                exec.chars().allMatch(digit -> digit == '0') ? null : exec,
                ExitStatus.ofWaitStatus(in.getInt(STATUS_OFFSET)));
    }
}
