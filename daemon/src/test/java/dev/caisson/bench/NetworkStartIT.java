package dev.caisson.bench;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.NetworkLab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            for (int n = 0; n < WARM_UP; n++) modes.forEach(mode -> cycle(api, mode, Map.of()));

            var starts = new LinkedHashMap<String, List<Double>>();
            var wholes = new LinkedHashMap<String, List<Double>>();
            for (int n = 0; n < ROUNDS; n++) {
                for (var mode : modes) {
                    long begin = System.nanoTime();
                    cycle(api, mode, starts);
                    add(wholes, mode, begin);
                }
            }

            say("create, start, wait, remove", wholes);
            say("start", starts);
            var left = daemon.api().client().delete("/networks/own").status();
            System.out.println("network removed: " + left);
        }
    }

    private static void cycle(EngineApi api, String mode, Map<String, List<Double>> starts) {
        var id = api.create(Map.of(), Map.of("NetworkMode", mode), "true");
        long begin = System.nanoTime();
        api.start(id);
        if (starts instanceof LinkedHashMap<String, List<Double>>) add(starts, mode, begin);
        api.await(id);
        api.remove(id);
    }

    private static void add(Map<String, List<Double>> times, String mode, long begin) {
        times.computeIfAbsent(mode, _ -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
    }

    private static void say(String what, Map<String, List<Double>> times) {
        double none = median(times.getOrDefault("none", List.of()));
        times.forEach(
                (mode, all) ->
                        System.out.printf(
                                Locale.ROOT,
                                "%s, network %s: %.2f ms (median of %d), %.2f of none%n",
                                what,
                                mode,
                                median(all),
                                all.size(),
                                median(all) / none));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }
}
