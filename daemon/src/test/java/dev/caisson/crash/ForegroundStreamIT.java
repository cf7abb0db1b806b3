package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.io.DataInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A foreground stream through a reader that is slower than the program loses nothing, though the
/// log behind it is much smaller.
///
/// `-Dcaisson.stream.mb=5120` takes 5 GB.
@Tag("kernel")
@Timeout(300)
class ForegroundStreamIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final int SIZE = Integer.getInteger("caisson.stream.mb", 300);
    private static final int RATE = Integer.getInteger("caisson.stream.mb-per-second", 50);

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
            var config = Map.<String, Object>of("AttachStdout", true, "AttachStderr", true);
            var id = api.create(config, Map.of(), "sh", "-c", script);
            var attach = "/containers/" + id + "/attach?stream=1&stdout=1&stderr=1";
            try (var exchange = api.client().hijack(attach, null);
                    var body = exchange.body()) {
                api.start(id);

                var received = Received.slowly(body);

                assertThat(received.count()).isEqualTo((long) SIZE * MEBIBYTE);
                assertThat(received.errors()).startsWith(received.digest());
            }
            assertThat(api.await(id)).isZero();
            api.remove(id);
        }
    }

    /// What arrived: how many bytes on standard output, their digest, and standard error.
    private record Received(long count, String digest, String errors) {
        static Received slowly(InputStream frames) throws Exception {
            var digest = MessageDigest.getInstance("MD5");
            var errors = new StringBuilder();
            var input = new DataInputStream(frames);
            long count = 0;
            long begin = System.nanoTime();
            for (int stream = input.read(); stream >= 0; stream = input.read()) {
                input.skipNBytes(3);
                var bytes = input.readNBytes(input.readInt());
                if (stream == 2) {
                    errors.append(new String(bytes, StandardCharsets.UTF_8));
                    continue;
                }
                digest.update(bytes);
                count += bytes.length;
                keepPace(begin, count);
            }
            var hex = HexFormat.of().formatHex(digest.digest());
            return new Received(count, hex, errors.toString());
        }

        /// The slowness is what is tested: a reader of a given rate.
        private static void keepPace(long begin, long count) {
            long due = begin + count * 1_000_000_000L / ((long) RATE * MEBIBYTE);
            long ahead = due - System.nanoTime();
            if (ahead > 1_000_000) LockSupport.parkNanos(ahead);
        }
    }
}
