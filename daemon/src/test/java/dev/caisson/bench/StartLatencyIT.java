package dev.caisson.bench;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The whole engine through the API beside the bare runtimes of the host, in alternation.
@Tag("bench")
class StartLatencyIT {
    private static final int WARM_UP = Integer.getInteger("caisson.bench.warm-up", 100);
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 100);
    private static final int HOLDERS = 100;

    @Test
    void create_start_wait_and_remove_beside_bare_runtimes() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var runtimes = runtimes(daemon.files());
            for (int n = 0; n < WARM_UP; n++) cycle(api);

            var times = new LinkedHashMap<String, Measured>();
            for (int n = 0; n < ROUNDS; n++) {
                measure(times, "engine: create, start, wait, remove", () -> cycle(api));
                for (var runtime : runtimes) {
                    measure(times, runtime.name() + " run", runtime::run);
                }
            }

            times.forEach((what, all) -> all.say(what));
            double engine = times.firstEntry().getValue().median();
            times.forEach(
                    (what, all) ->
                            Measured.say("ratio engine : " + what, engine / all.median(), ""));
            for (var runtime : runtimes) runtime.close();
        }
    }

    @Test
    void what_a_hundred_containers_cost() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            for (int n = 0; n < WARM_UP; n++) cycle(api);
            long before = pss(daemon.pid());

            for (int n = 0; n < HOLDERS; n++) api.run("sleep", "1000");

            long holders = 0;
            for (long pid : daemon.traces().processes()) {
                if (isHolder(pid)) holders += pss(pid);
            }
            long growth = pss(daemon.pid()) - before;
            Measured.say("PSS of a holder", (double) holders / HOLDERS, "KiB");
            Measured.say("PSS of the daemon", (double) before, "KiB");
            Measured.say(
                    "PSS of 100 holders and the daemon's growth",
                    (holders + growth) / 1024.0,
                    "MiB");
        }
    }

    @Test
    void from_the_start_of_a_daemon_to_its_first_ping() {
        var times = new Measured();
        for (int n = 0; n < 10; n++) {
            var started = times.timed(DaemonProcess::start);
            started.close();
        }
        times.say("daemon to its first ping, without AOT cache");
    }

    private static void cycle(EngineApi api) {
        var id = api.create("true");
        api.start(id);
        api.await(id);
        api.remove(id);
    }

    private static void measure(Map<String, Measured> times, String what, Runnable work) {
        times.computeIfAbsent(what, _ -> new Measured()).time(work);
    }

    private static List<BareRuntime> runtimes(Path files) throws IOException {
        var found = new ArrayList<BareRuntime>();
        for (var name : List.of("crun", "runc")) {
            var program = HostTools.find(name);
            if (program.isPresent()) found.add(BareRuntime.prepare(program.get(), files));
            else System.out.println("not measured: " + name + " is not installed");
        }
        return found;
    }

    /// A holder runs from a sealed memory file.
    private static boolean isHolder(long pid) throws IOException {
        var program = Path.of("/proc", Long.toString(pid), "exe");
        return Files.readSymbolicLink(program).toString().startsWith("/memfd:");
    }

    private static long pss(long pid) throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }
}
