package dev.caisson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lines of 100 bytes through standard output with nobody reading, by driver, beside the engine of
/// `-Dcaisson.bench.peer=SOCKET` (a dockerd) when there is one; and the last lines of a full log.
@Tag("bench")
class LogIT {
    private static final int MEGABYTES = Integer.getInteger("caisson.bench.megabytes", 500);
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 3);
    private static final int TAILS = 30;
    private static final String WRITE =
            "yes %s | head -c %d".formatted("x".repeat(99), MEGABYTES * 1_000_000L);

    @Test
    @Timeout(900)
    void many_lines_and_the_last_ten() throws IOException {
        var socket = System.getProperty("caisson.bench.peer", "");
        try (var own = DaemonProcess.start();
                var peer = socket.isEmpty() ? null : TestedEngine.at(Path.of(socket))) {
            var engine = api(own);
            long cpu = processorTime(own.pid());
            compare("nothing kept (none)", engine, peer, "none");
            compare("local", engine, peer, "local");
            Measured.say(
                    "processor time of the daemon until now",
                    (processorTime(own.pid()) - cpu) * 10.0,
                    "ms");
            compare("json-file", engine, peer, "json-file");
            tail("last ten lines, engine", engine);
            if (peer != null) tail("last ten lines, peer", api(peer));
        }
    }

    private static EngineApi api(TestedEngine engine) {
        var api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
        return api;
    }

    private static void compare(
            String what,
            EngineApi engine,
            @org.jspecify.annotations.Nullable TestedEngine peer,
            String driver) {
        var ours = new Measured();
        var theirs = new Measured();
        var other = peer == null ? null : api(peer);
        for (int round = 0; round < ROUNDS; round++) {
            ours.time(() -> engine.remove(write(engine, driver)));
            if (other != null) theirs.time(() -> other.remove(write(other, driver)));
        }
        ours.say(what + ", engine");
        if (other == null) return;
        theirs.say(what + ", peer");
        Measured.say("ratio", ours.median() / theirs.median(), "");
    }

    private static String write(EngineApi api, String driver) {
        var host = Map.<String, Object>of("LogConfig", Map.of("Type", driver));
        var id = api.create(Map.of(), host, "sh", "-c", WRITE);
        api.start(id);
        assertThat(api.await(id)).isZero();
        return id;
    }

    private static void tail(String what, EngineApi api) {
        var id = write(api, "local");
        var tail = new Measured();
        for (int n = 0; n < TAILS; n++) {
            tail.time(() -> assertThat(last(api, id)).isEqualTo(200));
        }
        tail.say(what);
        api.remove(id);
    }

    private static int last(EngineApi api, String id) {
        return api.client().get("/containers/" + id + "/logs?stdout=1&tail=10").status();
    }

    /// In hundredths of a second, user and system. Source: proc(5).
    private static long processorTime(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
}
