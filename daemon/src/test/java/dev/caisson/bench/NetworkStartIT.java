package dev.caisson.bench;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.NetworkLab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a network adds to a container's start, in alternation with none at all.
@Tag("bench")
class NetworkStartIT {
    private static final int WARM_UP = Integer.getInteger("caisson.bench.warm-up", 100);
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 100);

    @Test
    void create_start_wait_and_remove_with_each_sort_of_network() {
        try (var lab = new NetworkLab();
                var daemon = DaemonProcess.startIn(lab.onHost(), "caisson-bn0")) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            api.client().post("/networks/create", Map.of("Name", "own"));
            var modes = List.of("none", "bridge", "own");
            for (int n = 0; n < WARM_UP; n++)
                modes.forEach(mode -> cycle(api, mode, new Measured()));

            var starts = new LinkedHashMap<String, Measured>();
            var wholes = new LinkedHashMap<String, Measured>();
            for (int n = 0; n < ROUNDS; n++) {
                for (var mode : modes) {
                    var start = starts.computeIfAbsent(mode, _ -> new Measured());
                    var whole = wholes.computeIfAbsent(mode, _ -> new Measured());
                    whole.time(() -> cycle(api, mode, start));
                }
            }

            say("create, start, wait, remove", wholes);
            say("start", starts);
            var _ = daemon.api().client().delete("/networks/own");
        }
    }

    private static void cycle(EngineApi api, String mode, Measured start) {
        var id = api.create(Map.of(), Map.of("NetworkMode", mode), "true");
        start.time(() -> api.start(id));
        api.await(id);
        api.remove(id);
    }

    private static void say(String what, Map<String, Measured> times) {
        double none = Objects.requireNonNull(times.get("none")).median();
        times.forEach(
                (mode, all) -> {
                    all.say(what + ", network " + mode);
                    Measured.say("ratio to none", all.median() / none, "");
                });
    }
}
