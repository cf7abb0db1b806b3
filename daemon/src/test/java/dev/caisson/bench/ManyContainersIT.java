package dev.caisson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A thousand containers on one daemon: what a list and a start cost then, and the memory.
@Tag("bench")
class ManyContainersIT {
    private static final int MANY = Integer.getInteger("caisson.bench.containers", 1000);
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 20);
    private static final int WARM_UP = 100;

    @Test
    @Timeout(600)
    void a_list_and_a_start_among_many() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var first = new Measured();
            var begun = first.timed(() -> api.run("true"));
            api.remove(begun);
            for (int n = 0; n < WARM_UP; n++) api.remove(api.run("true"));
            var few = starts(api);

            for (int n = ROUNDS; n < MANY; n++) {
                var _ = api.run("sleep", "10000");
            }

            var list = new Measured();
            for (int n = 0; n < ROUNDS; n++) list.time(() -> list(api));
            var many = starts(api);
            few.say("create and start among few");
            many.say("create and start among " + MANY);
            first.say("create and start of the very first");
            Measured.say("ratio to few", many.median() / few.median(), "");
            Measured.say("ratio to the first", many.median() / first.median(), "");
            list.say("list of " + MANY + " by the API");
            Measured.say("resident memory of the daemon", resident(daemon.pid()), "MiB");
        }
    }

    private static Measured starts(EngineApi api) {
        var starts = new Measured();
        for (int n = 0; n < ROUNDS; n++) {
            starts.time(
                    () -> {
                        var _ = api.run("sleep", "10000");
                    });
        }
        return starts;
    }

    private static void list(EngineApi api) {
        assertThat(api.client().get("/containers/json").text()).startsWith("[{");
    }

    private static double resident(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("the daemon is gone");
    }
}
