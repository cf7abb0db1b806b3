package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NetworkLab;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who comes through the host with and without `--allow-direct-routing` and `--ip-forward-no-drop`:
/// a neighbour that has routes to containers, and to somebody on the other side of the host.
@Tag("foreign")
class DirectRoutingIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WEB = "10.60.1.2";
    private static final String SERVE =
            "mkdir /w; echo hello > /w/index.html; httpd -p 81 -h /w; exec httpd -f -p 80 -h /w";

    private NetworkLab lab;

    @BeforeEach
    void start() {
        lab = new NetworkLab();
        lab.withFar();
        lab.neighbour("ip", "route", "add", "10.60.0.0/16", "via", NetworkLab.HOST);
        lab.host("sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private boolean answers(boolean host, String address) {
        return lab.fetched(host, "http://" + address).startsWith("hello");
    }

    private boolean neighbourReachesFar() {
        return lab.neighbour("ping", "-c1", "-W2", NetworkLab.FAR).out().contains("1 received");
    }

    private void awaitFar() {
        Awaitility.await().atMost(PATIENCE).until(this::neighbourReachesFar);
    }

    /// A container with port 80 published and port 81 not.
    private void serve(DockerCli docker) {
        docker.ok("network", "create", "--subnet=10.60.1.0/24", "front");
        docker.ok(
                "create", "--name=web", "--network=front", "-p=8080:80", IMAGE, "sh", "-c", SERVE);
        docker.ok("start", "web");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> answers(true, WEB + ":80") && answers(true, WEB + ":81"));
    }

    private void with(List<String> flags, Runnable checks) {
        try (var daemon = DaemonProcess.startIn(lab.onHost(), "caisson-dr0", flags)) {
            var docker = DockerCli.docker(daemon);
            daemon.api().load(BusyboxImage.archive(daemon.files()));
            serve(docker);

            checks.run();

            docker.ok("rm", "-f", "web");
            docker.ok("network", "rm", "front");
        }
    }

    @Test
    void nobody_comes_past_published_ports_nor_through_the_host_unless_it_is_said() {
        assertThat(neighbourReachesFar()).isFalse();

        with(
                List.of(),
                () -> {
                    assertThat(answers(false, NetworkLab.HOST + ":8080")).isTrue();
                    assertThat(answers(false, WEB + ":80")).isFalse();
                    assertThat(answers(false, WEB + ":81")).isFalse();
                    assertThat(neighbourReachesFar()).isFalse();
                });
    }

    @Test
    void direct_routing_opens_what_is_published_and_nothing_else() {
        with(
                List.of("--allow-direct-routing"),
                () -> {
                    assertThat(answers(false, NetworkLab.HOST + ":8080")).isTrue();
                    assertThat(answers(false, WEB + ":80")).isTrue();
                    assertThat(answers(false, WEB + ":81")).isFalse();
                    assertThat(neighbourReachesFar()).isFalse();
                });
    }

    @Test
    void a_host_that_drops_nothing_is_a_router_for_others_and_containers_stay_closed() {
        with(
                List.of("--ip-forward-no-drop"),
                () -> {
                    awaitFar();
                    assertThat(answers(false, WEB + ":80")).isFalse();
                    assertThat(answers(false, WEB + ":81")).isFalse();
                });
    }

    @Test
    void a_host_that_was_a_router_before_stays_one() {
        lab.host("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        awaitFar();

        with(List.of(), this::awaitFar);
    }
}
