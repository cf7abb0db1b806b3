package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.spec.Mount;
import dev.caisson.spec.Propagation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Roots whose symbolic links lead elsewhere: nothing on the host changes.
@Tag("kernel")
class HostileRootIT {
    private static LaunchRunner launcher;
    private LaunchFixture fixture;
    private Path victim;

    @BeforeAll
    static void startLauncher() {
        launcher = new LaunchRunner(dev.caisson.sys.Syscalls.real());
    }

    @AfterAll
    static void endLauncher() {
        launcher.close();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        fixture = new LaunchFixture();
        victim = Files.createDirectories(fixture.home().resolve("victim"));
    }

    @AfterEach
    void removeRoot() throws IOException {
        assertThat(victim).isEmptyDirectory();
        fixture.close();
    }

    private LaunchFixture.Outcome mounted(String destination, String script) throws IOException {
        var source = Files.createDirectories(fixture.home().resolve("volume"));
        Files.writeString(source.resolve("file"), "content\n");
        var mounts = new ArrayList<>(LaunchFixture.MOUNTS);
        mounts.add(
                new Mount.Bind(source, destination, true, false, Set.of(), Propagation.RPRIVATE));
        var directory = fixture.directory();
        var spec =
                LaunchFixture.withMounts(
                        fixture.spec(directory, LaunchFixture.process("sh", "-c", script)), mounts);
        return fixture.run(launcher, fixture.request(directory, spec));
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(fixture.rootfs().resolve(name), Path.of(target));
    }

    @Test
    void a_destination_behind_an_absolute_link_stays_in_the_root() throws IOException {
        link("data", victim.toString());
        Files.createDirectories(fixture.rootfs().resolve(victim.toString().substring(1)));

        var outcome = mounted("/data/sub", "cat " + victim + "/sub/file");

        assertThat(outcome.stdout()).isEqualTo("content\n");
    }

    @Test
    void a_destination_behind_a_link_upwards_stays_in_the_root() throws IOException {
        link("data", "../../../../../../../tmp2");
        Files.createDirectories(fixture.rootfs().resolve("tmp2"));

        assertThat(mounted("/data/sub", "cat /tmp2/sub/file").stdout()).isEqualTo("content\n");
        assertThat(Path.of("/tmp2")).doesNotExist();
    }

    /// A lookup with `..` beneath a root gives EAGAIN when anything is mounted anywhere meanwhile.
    @Test
    void a_destination_behind_dots_is_found_while_the_host_mounts() throws Exception {
        Files.createDirectories(fixture.rootfs().resolve("a/b"));
        Files.createDirectories(fixture.rootfs().resolve("run"));
        link("a/b/run", "../.././a/b/../../a/../run");
        var point = Files.createDirectories(fixture.home().resolve("point")).toString();
        var syscalls = fixture.syscalls();
        var done = new java.util.concurrent.atomic.AtomicBoolean();
        var busy =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!done.get()) {
                                        syscalls.mount("none", point, "tmpfs", 0, null);
                                        syscalls.umount2(point, 0);
                                    }
                                });
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(mounted("/a/b/run/x", "cat /run/x/file").stdout())
                        .isEqualTo("content\n");
            }
        } finally {
            done.set(true);
            busy.join();
        }
    }

    @Test
    void a_dangling_link_is_not_followed_to_make_its_target() throws IOException {
        link("data", victim.resolve("made").toString());

        assertThatThrownBy(() -> mounted("/data", "true")).isInstanceOf(LaunchFailure.class);
    }

    @Test
    void proc_behind_a_link_is_refused() throws IOException {
        Files.createDirectories(fixture.rootfs().resolve("elsewhere"));
        link("proc", "elsewhere");

        assertThatThrownBy(() -> fixture.run(launcher, "true"))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("/proc");
    }

    @Test
    void nothing_is_mounted_into_proc() throws IOException {
        link("data", "/proc/self");

        assertThatThrownBy(() -> mounted("/data/attr", "true"))
                .hasMessage("refuse to cover procfs at /data/attr");
        assertThatThrownBy(() -> mounted("/proc/self", "true"))
                .hasMessage("refuse to cover procfs at /proc/self");
    }

    @Test
    void a_linked_dev_gets_its_devices_in_the_root() throws IOException {
        link("dev", victim.toString());
        Files.createDirectories(fixture.rootfs().resolve(victim.toString().substring(1)));

        assertThat(fixture.run(launcher, "sh", "-c", "stat -c %t /dev/null").stdout())
                .isEqualTo("1\n");
    }

    @Test
    void a_working_directory_through_a_descriptor_is_refused() {
        for (int i = 0; i < 24; i++) {
            var path = "/proc/self/fd/" + i;
            assertThatThrownBy(
                            () -> {
                                var directory = fixture.directory();
                                var process = LaunchFixture.in(path, LaunchFixture.process("pwd"));
                                fixture.run(
                                        launcher,
                                        fixture.request(
                                                directory, fixture.spec(directory, process)));
                            })
                    .as(path)
                    .isInstanceOf(LaunchFailure.class);
        }
    }
}
