package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedHierarchiesTest {
    @TempDir Path proc;

    @Test
    void controllers_mounted_apart_are_version_1_also_beside_version_2() throws IOException {
        mounts(
                """
                31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
                32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
                35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory
                36 31 0:32 /box /mnt rw shared:9 - cgroup cgroup rw,pids
                37 31 0:33 / /sys/fs/cgroup/a\\040b rw - cgroup cgroup rw,xattr,name=systemd
                41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                """);

        assertThat(CgroupHost.detect(proc))
                .isEqualTo(
                        new CgroupHost.V1(
                                Map.of(
                                        "cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                                        "cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                                        "memory", Path.of("/sys/fs/cgroup/memory")),
                                Map.of("systemd", Path.of("/sys/fs/cgroup/a b")),
                                Path.of("/sys/fs/cgroup/unified")));
    }

    @Test
    void version_2_alone_tells_its_controllers() throws IOException {
        var root = Files.createDirectory(proc.resolve("unified"));
        Files.writeString(root.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        mounts("25 18 0:22 / " + root + " rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");

        assertThat(CgroupHost.detect(proc))
                .isEqualTo(
                        new CgroupHost.V2(root, Set.of("cpuset", "cpu", "io", "memory", "pids")));
    }

    @Test
    void a_host_without_any_is_refused() throws IOException {
        mounts("25 18 0:22 / / rw - ext4 /dev/vda rw\n");

        assertThatThrownBy(() -> CgroupHost.detect(proc))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("mount cgroup2");
    }

    private void mounts(String text) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/mountinfo"), text);
    }
}
