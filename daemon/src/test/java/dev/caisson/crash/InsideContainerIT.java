package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a container with default settings sees of itself and of its host.
@Tag("kernel")
@Timeout(300)
class InsideContainerIT {
    private static final String MOUNTS_OF_ITS_OWN =
            "/|/(proc|sys|dev|etc/(hostname|hosts|resolv.conf))(/.*)?";

    private static TestedEngine engine;
    private static EngineApi api;

    @BeforeAll
    static void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
    }

    @AfterAll
    static void endEngine() {
        if (engine != null) engine.close();
    }

    @Test
    void it_has_processes_and_a_name_of_its_own() {
        var id = api.create("sh", "-c", "echo $$; hostname; ls /proc | grep -c '^[0-9]'");
        api.start(id);
        api.await(id);

        var lines = api.output(id).lines().toList();
        api.remove(id);

        assertThat(lines.get(0)).isEqualTo("1");
        assertThat(lines.get(1)).isEqualTo(id.substring(0, 12));
        assertThat(Integer.parseInt(lines.get(2))).isLessThanOrEqualTo(3);
    }

    @Test
    void its_cgroup_is_the_root_it_sees() {
        var seen = inside(Map.of("CgroupnsMode", "private"), "cat /proc/self/cgroup");

        assertThat(seen.lines()).isNotEmpty().allMatch(line -> line.endsWith(":/"));
    }

    @Test
    void it_holds_dockers_14_capabilities_and_a_filter() {
        var status = inside(Map.of(), "cat /proc/self/status");

        assertThat(status)
                .contains("CapInh:\t0000000000000000")
                .contains("CapPrm:\t00000000a80425fb")
                .contains("CapEff:\t00000000a80425fb")
                .contains("CapBnd:\t00000000a80425fb")
                .contains("CapAmb:\t0000000000000000")
                .contains("NoNewPrivs:\t0")
                .contains("Seccomp:\t2");
    }

    @Test
    void masked_files_are_empty_and_kernel_settings_read_only() {
        var seen =
                inside(
                        Map.of(),
                        "cat /proc/kcore /proc/keys /proc/timer_list 2>/dev/null | wc -c;"
                                + " ls /proc/acpi /proc/scsi /sys/firmware 2>/dev/null"
                                + " | grep -vc ':$\\|^$';"
                                + " echo 1 > /proc/sys/kernel/panic");

        assertThat(seen.lines().limit(2)).containsExactly("0", "0");
        assertThat(seen).contains("/proc/sys/kernel/panic: Read-only file system");
    }

    @Test
    void it_sees_no_mount_of_the_host() {
        var mounts =
                inside(Map.of(), "cat /proc/self/mountinfo")
                        .lines()
                        .map(line -> line.split(" ")[4])
                        .toList();

        assertThat(mounts)
                .allSatisfy(mount -> assertThat(mount).matches(MOUNTS_OF_ITS_OWN))
                .contains("/", "/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue")
                .contains("/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/sys/fs/cgroup");
    }

    @Test
    void it_inherits_only_three_descriptors() {
        // The fourth is the directory being read.
        assertThat(inside(Map.of(), "exec ls /proc/self/fd").lines())
                .containsExactly("0", "1", "2", "3");
    }

    @Test
    void its_devices_are_dockers() {
        var seen = inside(Map.of(), "cd /dev; ls -d *");

        assertThat(seen.lines())
                .contains("null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm")
                .doesNotContain("mem", "kmsg", "vda", "sda", "loop0");
        assertThat(inside(Map.of(), "mknod /tmp/d b 7 0 && cat /tmp/d"))
                .containsIgnoringCase("operation not permitted");
    }

    @Test
    void its_environment_is_dockers() {
        var seen = inside(Map.of(), "env; pwd; id; ls -d /.dockerenv");

        assertThat(seen)
                .contains("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .contains("HOME=/root")
                .contains("uid=0(root) gid=0(root)")
                .contains("/.dockerenv")
                .containsPattern("HOSTNAME=[0-9a-f]{12}\n");
    }

    @Test
    void a_user_has_the_groups_of_the_image() {
        var config = Map.<String, Object>of("User", "app", "WorkingDir", "/made/for/it");
        var id = api.create(config, Map.of("GroupAdd", List.of("3000")), "sh", "-c", "id; pwd");
        api.start(id);
        api.await(id);
        var seen = api.output(id);
        api.remove(id);

        assertThat(seen)
                .contains("uid=1000(app) gid=1000(app)")
                .contains("44(video)")
                .contains("2000(extra)")
                .contains("3000")
                .contains("/made/for/it");
    }

    @Test
    void limits_reach_the_kernel() {
        var v1 = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/pids/pids.max";
        var v2 = "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max";

        var seen =
                inside(
                        Map.of("Memory", 64 << 20, "PidsLimit", 77),
                        "[ -d /sys/fs/cgroup/memory ] && " + v1 + " || " + v2);

        assertThat(seen.lines()).containsExactly("67108864", "77");
    }

    @Test
    void a_container_beyond_its_memory_is_killed_and_said_to_be() {
        var id =
                api.create(
                        Map.of(),
                        Map.of("Memory", 16 << 20, "MemorySwap", 16 << 20),
                        "sh",
                        "-c",
                        "exec tail /dev/zero");
        api.start(id);

        assertThat(api.await(id)).isEqualTo(137);

        assertThat(api.inspect(id).at("/State/OOMKilled").asBoolean()).isTrue();
        api.remove(id);
    }

    @Test
    void a_read_only_root_keeps_its_writable_mounts() {
        var seen =
                inside(
                        Map.of("ReadonlyRootfs", true, "Tmpfs", Map.of("/scratch", "size=1m")),
                        "touch /x; touch /scratch/x /dev/shm/x && echo written");

        assertThat(seen).contains("/x: Read-only file system").contains("written");
    }

    @Test
    void privileged_turns_the_fences_off() {
        var seen = inside(Map.of("Privileged", true), "cat /proc/self/status; ls /dev");

        assertThat(seen).contains("Seccomp:\t0").contains("kmsg");
        assertThat(seen).doesNotContain("CapEff:\t00000000a80425fb");
    }

    @Test
    void init_reaps_what_is_orphaned() {
        var seen =
                inside(
                        Map.of("Init", true),
                        "(sh -c 'sleep 0.1 &'); for i in $(seq 500); do"
                                + " ps -o comm | grep -q '^sleep' || break; usleep 20000; done;"
                                + " echo pid $$; ps -o stat | grep -c ^Z");

        assertThat(seen).doesNotContain("pid 1\n").endsWith("0\n");
    }

    /// Output and errors of a script in a new container.
    private static String inside(Map<String, Object> host, String script) {
        return api.outcome(host, "sh", "-c", "exec 2>&1; " + script).out();
    }
}
