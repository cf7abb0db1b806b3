package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.spec.Resources.Memory;
import dev.caisson.sys.Errno;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What both versions promise, on hierarchies in memory; [CgroupIT] holds the kernel's against it.
class CgroupsContractTest {
    private static final Path PROC = Path.of("/proc");
    private static final Patience SHORT = new Patience(Duration.ofMillis(20));
    private static final CgroupPath PARENT = CgroupPath.parse("team/one");

    private final FakeTree tree = new FakeTree();
    private final ContainerId id = ContainerId.random();

    @Nested
    class Version1 extends Suite {
        private final Map<String, Path> mounts =
                Map.of(
                        "cpuset", Path.of("/cpuset"),
                        "memory", Path.of("/memory"),
                        "pids", Path.of("/pids"),
                        "freezer", Path.of("/freezer"));

        @Override
        Cgroups cgroups() {
            mounts.values().forEach(tree::mount);
            return new V1Cgroups(new CgroupHost.V1(mounts, Map.of(), null), tree, SHORT, PROC);
        }

        @Override
        Path members() {
            return path("freezer");
        }

        @Override
        Path limited() {
            return path("pids").resolve("pids.max");
        }

        private Path path(String controller) {
            return Path.of("/" + controller, "team/one", id.value());
        }

        @Test
        void processors_are_those_of_the_parent_all_the_way_down() {
            cgroups.create(PARENT, id, Resources.none());

            assertThat(tree.content(Path.of("/cpuset/team/cpuset.cpus"))).isEqualTo("0-3");
            assertThat(tree.content(path("cpuset").resolve("cpuset.mems"))).isEqualTo("0");
        }

        @Test
        void processes_join_every_hierarchy_the_processors_first() {
            var cgroup = cgroups.create(PARENT, id, Resources.none());

            assertThat(cgroup.join())
                    .isEqualTo(
                            new Join.Hierarchies(
                                    List.of(
                                            new Join.Hierarchy("cpuset", path("cpuset")),
                                            new Join.Hierarchy("memory", path("memory")),
                                            new Join.Hierarchy("pids", path("pids")),
                                            new Join.Hierarchy("freezer", path("freezer")))));
        }

        @Test
        void those_inside_are_frozen_when_they_are_killed() {
            var cgroup = cgroups.create(PARENT, id, Resources.none());
            tree.put(members().resolve("cgroup.procs"), "7\n8");
            tree.calls.clear();

            cgroup.kill();

            var state = "write " + members().resolve("freezer.state");
            assertThat(tree.calls)
                    .containsExactly(state + " [FROZEN]", "kill 7", "kill 8", state + " [THAWED]");
        }

        @Test
        void what_the_host_lacks_is_no_feature() {
            assertThat(cgroups.features().present())
                    .containsExactlyInAnyOrder(
                            Feature.MEMORY_LIMIT,
                            Feature.OOM_KILL_DISABLE,
                            Feature.CPUSET,
                            Feature.PIDS,
                            Feature.FREEZE);
        }
    }

    @Nested
    class Version2 extends Suite {
        private final Path root = Path.of("/unified");

        @Override
        Cgroups cgroups() {
            tree.mount(root);
            var host = new CgroupHost.V2(root, Set.of("cpuset", "cpu", "io", "memory", "pids"));
            return new V2Cgroups(host, tree, SHORT, PROC);
        }

        @Override
        Path members() {
            return root.resolve("team/one").resolve(id.value());
        }

        @Override
        Path limited() {
            return members().resolve("pids.max");
        }

        @Test
        void every_directory_above_delegates_its_controllers() {
            cgroups.create(PARENT, id, Resources.none());

            for (var directory : List.of("", "team", "team/one"))
                assertThat(tree.content(root.resolve(directory).resolve("cgroup.subtree_control")))
                        .isEqualTo("cpuset cpu memory pids io");
            assertThat(tree.content(members().resolve("cgroup.subtree_control"))).isEmpty();
        }

        @Test
        void a_controller_that_cannot_be_delegated_is_left_out() {
            tree.refuse(root.resolve("team/cgroup.subtree_control"), Errno.EBUSY);

            cgroups.create(PARENT, id, Resources.none());

            assertThat(tree.content(root.resolve("team/cgroup.subtree_control"))).isEmpty();
        }

        @Test
        void device_rules_become_a_program() {
            var rules = List.of(new DeviceRule(false, 'a', -1, -1, "rwm"));

            cgroups.create(
                    PARENT,
                    id,
                    new Resources(Memory.none(), Cpu.none(), null, BlockIo.none(), rules));

            assertThat(tree.calls).contains("attach " + members() + " 8");
        }

        @Test
        void a_process_is_cloned_into_it() {
            assertThat(cgroups.create(PARENT, id, Resources.none()).join())
                    .isEqualTo(new Join.CloneInto(members()));
        }
    }

    /// The same for both.
    abstract class Suite {
        Cgroups cgroups;

        abstract Cgroups cgroups();

        /// The directory whose members count.
        abstract Path members();

        /// The file of the limit on processes.
        abstract Path limited();

        @BeforeEach
        void mount() {
            cgroups = cgroups();
        }

        @Test
        void limits_are_set_before_anybody_is_inside() {
            var cgroup = cgroups.create(PARENT, id, pids(5));

            assertThat(tree.content(limited())).isEqualTo("5");
            assertThat(cgroup.warnings()).isEmpty();
            assertThat(cgroup.members()).isEmpty();
            assertThat(cgroups.below(PARENT)).containsExactly(id);
        }

        @Test
        void a_refused_limit_takes_every_directory_back() {
            var before = cgroups.create(PARENT, ContainerId.random(), Resources.none());
            var directories = tree.directories();
            tree.refuse(limited(), Errno.EINVAL);

            assertThatThrownBy(() -> cgroups.create(PARENT, id, pids(5)))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessage("cannot set pids.max to 5: EINVAL (Invalid argument)");

            assertThat(tree.directories()).isEqualTo(directories);
            before.remove();
        }

        @Test
        void a_limit_without_a_file_is_a_warning() {
            var cpu = new Cpu(512L, null, null, null, null, null, null);
            var asked = new Resources(Memory.none(), cpu, null, BlockIo.none(), List.of());

            var cgroup = cgroups.create(PARENT, id, asked);

            assertThat(cgroup.warnings()).containsExactly(Feature.CPU_SHARES.warning());
        }

        @Test
        void what_an_ended_daemon_left_is_replaced() {
            cgroups.create(PARENT, id, pids(5));

            cgroups.create(PARENT, id, Resources.none());

            assertThat(tree.content(limited())).isEqualTo("max");
        }

        @Test
        void a_cgroup_with_somebody_inside_is_not_taken() {
            cgroups.create(PARENT, id, Resources.none());
            tree.put(members().resolve("cgroup.procs"), "77");

            assertThatThrownBy(() -> cgroups.create(PARENT, id, Resources.none()))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            busy -> assertThat(busy.code()).isEqualTo(FaultCode.CGROUP_BUSY))
                    .hasMessageContaining("[77]");
        }

        @Test
        void removing_waits_for_those_who_are_ending_and_happens_once() {
            var cgroup = cgroups.create(PARENT, id, Resources.none());
            tree.makeDirectory(members().resolve("inside"));
            tree.busyFor(3);

            cgroup.remove();
            cgroup.remove();

            assertThat(cgroups.below(PARENT)).isEmpty();
            assertThat(tree.exists(members())).isFalse();
        }

        @Test
        void removing_gives_up_while_somebody_stays() {
            var cgroup = cgroups.create(PARENT, id, Resources.none());
            tree.put(members().resolve("cgroup.procs"), "77");

            assertThatThrownBy(cgroup::remove)
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("[77]");
        }

        @Test
        void frozen_is_what_was_frozen_and_not_thawed() {
            var cgroup = cgroups.create(PARENT, id, Resources.none());

            cgroup.freeze();
            boolean frozen = cgroup.frozen();
            cgroup.thaw();

            assertThat(frozen).isTrue();
            assertThat(cgroup.frozen()).isFalse();
        }

        @Test
        void a_cgroup_that_is_gone_has_nobody_inside() {
            var cgroup = cgroups.open(PARENT.child(id));

            assertThat(cgroup.members()).isEmpty();
            assertThat(cgroup.oomKills()).isZero();
            cgroup.kill();
            cgroup.remove();
        }

        private Resources pids(long limit) {
            return new Resources(Memory.none(), Cpu.none(), limit, BlockIo.none(), List.of());
        }
    }
}
