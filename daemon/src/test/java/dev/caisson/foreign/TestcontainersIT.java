package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.NetworkLab;
import dev.caisson.system.RunningCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Testcontainers with its wait strategies, networks, copies and commands, in a network namespace
/// of the test's own. Without its reaper, whose image is at a registry.
@Tag("foreign")
class TestcontainersIT {
    private static NetworkLab lab;
    private static DaemonProcess daemon;

    @TempDir private Path home;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-tc0");
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) daemon.close();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(daemon.api().containers()).isEmpty();
    }

    private String program(String scenario) {
        var command = new ArrayList<>(lab.onHost());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.add("-Duser.home=" + home);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(TestcontainersProgram.class.getName());
        command.addAll(List.of(BusyboxImage.NAME, scenario));
        var environment =
                Map.of(
                        "DOCKER_HOST",
                        "unix://" + daemon.socket(),
                        "TESTCONTAINERS_RYUK_DISABLED",
                        "true",
                        "TESTCONTAINERS_HOST_OVERRIDE",
                        "127.0.0.1",
                        "HOME",
                        home.toString());
        try (var running = RunningCommand.start(command, environment)) {
            running.closeInput();
            var outcome = running.outcome(Duration.ofSeconds(90));
            assertThat(outcome.code()).as("%s", outcome).isZero();
            return outcome.out();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "log", "port", "health"})
    void a_container_is_waited_for_asked_and_removed(String strategy) {
        assertThat(program(strategy).lines())
                .contains("served given", "exec out err 3", "copied given", "logs ready");
    }

    @Test
    void containers_of_one_network_find_each_other() {
        assertThat(program("network").lines()).contains("served given");
    }
}
