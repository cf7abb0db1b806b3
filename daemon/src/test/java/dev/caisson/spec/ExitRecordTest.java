package dev.caisson.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.value.ContainerId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ExitRecordTest {
    private static ByteBuffer record() {
        return ByteBuffer.allocate(ExitRecord.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(ExitRecord.MAGIC)
                .putLong(ExitRecord.VERSION)
                .putLong(3 << 8)
                .putLong(1_000)
                .putLong(500)
                .putLong(2)
                .putLong(250_000)
                .putLong(0)
                .putLong(1)
                .putLong(4096);
    }

    @Test
    void a_record_is_read_by_its_layout() {
        assertThat(ExitRecord.parse(record().array()))
                .isEqualTo(
                        new ExitRecord(
                                new ExitStatus(3, 0, false),
                                Instant.ofEpochSecond(1_000, 500),
                                Duration.ofMillis(2_250),
                                Duration.ofNanos(1_000),
                                4096));
    }

    @Test
    void what_is_no_record_is_refused() {
        assertThatThrownBy(() -> ExitRecord.parse(new byte[10]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExitRecord.parse(record().putLong(8, 2).array()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_event_names_container_and_session() {
        var container = "ab".repeat(32);
        var bytes =
                ByteBuffer.allocate(2 * ExitEvent.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(ExitEvent.MAGIC)
                        .putLong(9)
                        .put(HexFormat.of().parseHex(container))
                        .put(new byte[32])
                        .putLong(ExitEvent.MAGIC)
                        .putLong(0)
                        .put(HexFormat.of().parseHex(container))
                        .put(HexFormat.of().parseHex("cd".repeat(32)))
                        .flip();

        assertThat(ExitEvent.parse(bytes))
                .isEqualTo(
                        new ExitEvent(
                                new ContainerId(container), null, new ExitStatus(137, 9, false)));
        assertThat(ExitEvent.parse(bytes).execId()).isEqualTo("cd".repeat(32));
        assertThatThrownBy(() -> ExitEvent.parse(bytes))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
