package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NetworkLab;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A daemon that may not make rules of packets, or may not pass anything on.
@Tag("foreign")
class WithoutRulesIT {
    private static final String SERVER = "echo hello > /tmp/index.html; httpd -f -p 80 -h /tmp";

    private final NetworkLab lab = new NetworkLab();

    private void web(DockerCli docker) {
        docker.ok("network", "create", "n");
        docker.ok(
                "run",
                "-d",
                "--name",
                "web",
                "--network",
                "n",
                "-p",
                "8080:80",
                BusyboxImage.NAME,
                "sh",
                "-c",
                SERVER);
        NetworkLab.awaitListening(docker.ok("inspect", "-f", "{{.State.Pid}}", "web"), ":80");
    }

    @Test
    void no_rules_are_made_and_published_ports_are_passed_on() {
        var words = List.of("--iptables=false", "--ip6tables=false");
        try (var _ = lab;
                var daemon = DaemonProcess.startIn(lab.onHost(), "caisson-wr0", words)) {
            daemon.api().load(BusyboxImage.archive(daemon.files()));
            var docker = DockerCli.docker(daemon);
            web(docker);

            assertThat(lab.host("nft", "list", "ruleset").out()).isEmpty();
            assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8080"))
                    .startsWith("hello");
            docker.ok("rm", "-f", "web");
            docker.ok("network", "rm", "n");
        }
    }

    @Test
    void nothing_is_passed_on_and_rules_lead_to_published_ports() {
        var words = List.of("--userland-proxy=false", "--ip6tables=false");
        try (var _ = lab;
                var daemon = DaemonProcess.startIn(lab.onHost(), "caisson-wr0", words)) {
            daemon.api().load(BusyboxImage.archive(daemon.files()));
            var docker = DockerCli.docker(daemon);
            web(docker);

            assertThat(lab.host("nft", "list", "ruleset").out())
                    .contains("tcp . 8080 : ", "meta nfproto ipv6 accept");
            assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8080"))
                    .startsWith("hello");
            assertThat(lab.fetched(true, "http://[::1]:8080")).doesNotContain("hello");
            docker.ok("rm", "-f", "web");
            docker.ok("network", "rm", "n");
        }
    }
}
