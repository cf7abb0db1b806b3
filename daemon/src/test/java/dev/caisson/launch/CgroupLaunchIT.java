package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Joining control groups, and the container's view of them.
@Tag("kernel")
class CgroupLaunchIT {
    private static final Path HIERARCHIES = Path.of("/sys/fs/cgroup");

    private static LaunchRunner launcher;
    private final List<Path> made = new ArrayList<>();
    private LaunchFixture fixture;
    private String name;

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
        name = "caisson-test-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
        for (var group : made.reversed()) Files.delete(group);
    }

    private CgroupJoin.V1 version1(String child) throws IOException {
        var hierarchies = new ArrayList<CgroupJoin.Hierarchy>();
        for (var controller : List.of("pids", "memory")) {
            var hierarchy = HIERARCHIES.resolve(controller);
            Assumptions.assumeTrue(
                    Files.exists(hierarchy.resolve("tasks")), "no version 1 " + controller);
            hierarchies.add(
                    new CgroupJoin.Hierarchy(controller, group(group(hierarchy, name), child)));
        }
        return new CgroupJoin.V1(hierarchies);
    }

    private Path group(Path parent, String child) throws IOException {
        var group = parent.resolve(child);
        if (!Files.exists(group)) made.add(Files.createDirectory(group));
        return group;
    }

    private LaunchRequest request(CgroupJoin join, CgroupJoin holders, String script)
            throws IOException {
        var directory = fixture.directory();
        var mounts = new ArrayList<>(LaunchFixture.MOUNTS);
        mounts.add(
                new Mount.CgroupView(
                        "/sys/fs/cgroup",
                        Set.of(
                                Mount.Flag.READ_ONLY,
                                Mount.Flag.NO_SUID,
                                Mount.Flag.NO_DEV,
                                Mount.Flag.NO_EXEC)));
        var spec = fixture.spec(directory, LaunchFixture.process("sh", "-c", script));
        return new LaunchRequest(
                LaunchFixture.withMounts(spec, mounts),
                directory,
                fixture.events(),
                join,
                holders,
                () -> {});
    }

    @Test
    void init_joins_its_groups_and_sees_nothing_above() throws IOException {
        var request =
                request(
                        version1("container"),
                        new CgroupJoin.None(),
                        "grep -E ':(pids|memory):' /proc/self/cgroup | cut -d: -f2- | sort;"
                                + " ls /sys/fs/cgroup | tr '\\n' ' ';"
                                + " cat /sys/fs/cgroup/pids/tasks | head -1;"
                                + " mkdir /sys/fs/cgroup/pids/x 2>/dev/null || echo read-only");

        var outcome = fixture.run(launcher, request);

        assertThat(outcome.stdout()).isEqualTo("memory:/\npids:/\nmemory pids 1\nread-only\n");
    }

    @Test
    void the_holder_is_in_a_group_of_its_own() throws IOException {
        var holders = version1("holders");
        var request = request(version1("container"), holders, "sleep 1000");

        var launched = fixture.start(launcher, request);

        var pids = holders.hierarchies().getFirst().directory().resolve("cgroup.procs");
        assertThat(Files.readAllLines(pids))
                .containsExactly(Integer.toString(launched.holder().pid()));
        var inside = pids.resolveSibling("../container/cgroup.procs");
        assertThat(Files.readAllLines(inside))
                .containsExactly(Integer.toString(launched.process().pid()));
    }

    @Test
    void a_group_of_version_2_is_cloned_into() throws IOException {
        var unified = HIERARCHIES.resolve("unified");
        if (!Files.exists(unified.resolve("cgroup.procs"))) unified = HIERARCHIES;
        Assumptions.assumeTrue(Files.exists(unified.resolve("cgroup.procs")), "no version 2");
        var group = group(group(unified, name), "container");
        var holders = group(group(unified, name), "holders");
        var request =
                request(
                        new CgroupJoin.V2(group),
                        new CgroupJoin.V2(holders),
                        "grep ^0: /proc/self/cgroup; cat /sys/fs/cgroup/cgroup.procs | head -1;"
                                + " sleep 1000");

        var launched = fixture.start(launcher, request);

        assertThat(Files.readAllLines(group.resolve("cgroup.procs")))
                .contains(Integer.toString(launched.process().pid()));
        assertThat(Files.readAllLines(holders.resolve("cgroup.procs")))
                .containsExactly(Integer.toString(launched.holder().pid()));
        launched.process().open(fixture.syscalls()).orElseThrow().signal(9);
    }
}
