package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.PacedReader;
import dev.caisson.system.TestedEngine;
import java.io.DataInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A foreground stream through a reader that is slower than the program loses nothing, though the
/// log behind it is much smaller and goes with the container.
///
/// `-Dcaisson.stream.mb=5120` takes 5 GB.
@Tag("kernel")
@Timeout(300)
class ForegroundStreamIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final int SIZE = Integer.getInteger("caisson.stream.mb", 256);
    private static final int RATE = Integer.getInteger("caisson.stream.mb-per-second", 50);
    private static final Map<String, Object> ATTACHED =
            Map.of("AttachStdout", true, "AttachStderr", true);

    @Test
    void every_byte_reaches_a_slow_reader_once() throws Exception {
        try (var engine = TestedEngine.start()) {
            var api = new EngineApi(new ApiClient(engine.socket()));
            api.load(BusyboxImage.archive(engine.files()));
            var script =
                    "mkfifo /tmp/p; md5sum < /tmp/p >&2 & "
                            + "yes 'a line of no great length, but many times' | head -c "
                            + SIZE
                            + "m | tee /tmp/p; wait";
            var id = api.create(ATTACHED, Map.of("AutoRemove", true), "sh", "-c", script);
            try (var exchange = api.client().hijack(attach(id), null);
                    var body = exchange.body()) {
                api.start(id);

                var received = Received.from(body, RATE);

                assertThat(received.count()).isEqualTo((long) SIZE * MEBIBYTE);
                assertThat(received.errors()).startsWith(received.digest());
            }
            Awaitility.await().until(() -> api.containers().isEmpty());
        }
    }

    @Test
    void the_removal_of_the_container_takes_nothing_away_from_its_reader() throws Exception {
        try (var engine = TestedEngine.start()) {
            var api = new EngineApi(new ApiClient(engine.socket()));
            api.load(BusyboxImage.archive(engine.files()));
            var host = Map.<String, Object>of("AutoRemove", true);
            var id = api.create(ATTACHED, host, "dd", "if=/dev/zero", "bs=65536", "count=480");
            try (var exchange = api.client().hijack(attach(id), null);
                    var body = exchange.body()) {
                api.start(id);
                Awaitility.await().until(() -> api.containers().isEmpty());

                var received = Received.from(body, 1000);

                assertThat(received.count()).isEqualTo(480 * 65_536);
                assertThat(received.errors()).contains("480+0 records out");
            }
        }
    }

    private static String attach(String id) {
        return "/containers/" + id + "/attach?stream=1&stdout=1&stderr=1";
    }

    /// What arrived: how many bytes on standard output, their digest, and standard error.
    private record Received(long count, String digest, String errors) {
        static Received from(InputStream frames, int rate) throws Exception {
            var reader = PacedReader.ofMebibytesPerSecond(rate);
            var errors = new StringBuilder();
            var input = new DataInputStream(frames);
            for (int stream = input.read(); stream >= 0; stream = input.read()) {
                input.skipNBytes(3);
                var bytes = input.readNBytes(input.readInt());
                if (stream == 1) reader.take(bytes, bytes.length);
                else errors.append(new String(bytes, StandardCharsets.UTF_8));
            }
            return new Received(reader.count(), reader.digest(), errors.toString());
        }
    }
}
