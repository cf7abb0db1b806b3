package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the daemon is told of containers that say nothing themselves.
@Tag("kernel")
@Timeout(300)
class NamespaceDefaultsIT {
    @Test
    void containers_see_the_hosts_control_groups_where_the_daemon_says_so() throws IOException {
        var flags = List.of("--default-cgroupns-mode", "host", "--feature", "cdi=false");
        try (var daemon = DaemonProcess.startIn(List.of(), "none", flags)) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var own = Files.readSymbolicLink(Path.of("/proc/self/ns/cgroup")).toString();

            assertThat(namespace(api, Map.of())).isEqualTo(own);
            assertThat(namespace(api, Map.of("CgroupnsMode", "private"))).isNotEqualTo(own);
            var info = api.client().get("/info").json();
            assertThat(info.at("/SecurityOptions").toString()).doesNotContain("cgroupns");
            assertThat(info.at("/CDISpecDirs")).isEmpty();
        }
    }

    @Test
    void a_privileged_container_sees_them_on_hosts_with_version_1() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var own = Files.readSymbolicLink(Path.of("/proc/self/ns/cgroup")).toString();
            var info = api.client().get("/info").json();
            boolean first = info.at("/CgroupVersion").asString().equals("1");

            assertThat(namespace(api, Map.of())).isNotEqualTo(own);
            assertThat(namespace(api, Map.of("Privileged", true)).equals(own)).isEqualTo(first);
            assertThat(namespace(api, Map.of("Privileged", true, "CgroupnsMode", "private")))
                    .isNotEqualTo(own);
            assertThat(info.at("/SecurityOptions").toString()).contains("name=cgroupns");
            assertThat(info.at("/CDISpecDirs")).hasSize(2);
        }
    }

    private static String namespace(EngineApi api, Map<String, Object> host) {
        var all = new java.util.HashMap<>(host);
        all.put("NetworkMode", "none");
        return api.outcome(all, "readlink", "/proc/self/ns/cgroup").line();
    }
}
