package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.launch.seccomp.KernelVersion;
import dev.caisson.launch.seccomp.SeccompCompiler;
import dev.caisson.launch.seccomp.SeccompProfile;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a process finds inside of a container.
@Tag("kernel")
class IsolationIT {
    private static LaunchRunner launcher;
    private LaunchFixture fixture;

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
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
    }

    private LaunchFixture.Outcome shell(String script) throws IOException {
        return shell(script, spec -> spec);
    }

    private LaunchFixture.Outcome shell(String script, UnaryOperator<RuntimeSpec> change)
            throws IOException {
        return run(LaunchFixture.process("sh", "-c", script), change);
    }

    private LaunchFixture.Outcome run(ProcessSpec process, UnaryOperator<RuntimeSpec> change)
            throws IOException {
        var directory = fixture.directory();
        var spec = change.apply(fixture.spec(directory, process));
        return fixture.run(launcher, fixture.request(directory, spec));
    }

    @Test
    void it_is_pid_1_with_a_hostname_of_its_own() throws IOException {
        var outcome = shell("echo $$; hostname; ps -o pid | wc -l");

        assertThat(outcome.stdout()).startsWith("1\nbox\n");
    }

    @Test
    void only_dockers_capabilities_are_left() throws IOException {
        var outcome = shell("grep -E 'Cap|NoNewPrivs|Groups' /proc/self/status");

        assertThat(outcome.stdout())
                .contains(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t00000000a80425fb",
                        "CapEff:\t00000000a80425fb",
                        "CapBnd:\t00000000a80425fb",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t0",
                        "Groups:\t0");
    }

    @Test
    void a_user_has_exactly_the_groups_asked_for_and_no_capability() throws IOException {
        var process =
                LaunchFixture.user(
                        1000, LaunchFixture.process("sh", "-c", "id; grep Cap /proc/self/status"));

        var outcome = run(process, spec -> spec);

        assertThat(outcome.stdout())
                .contains("uid=1000 gid=1000 groups=7,1000", "CapEff:\t0000000000000000")
                .contains("CapPrm:\t0000000000000000", "CapBnd:\t00000000a80425fb");
    }

    @Test
    void a_user_may_open_its_output_again() throws IOException {
        var process =
                LaunchFixture.user(
                        1000,
                        LaunchFixture.process(
                                "sh", "-c", "echo out >/dev/stdout; echo err >/dev/stderr"));

        var outcome = run(process, spec -> spec);

        assertThat(outcome.stdout()).isEqualTo("out\n");
        assertThat(outcome.stderr()).isEqualTo("err\n");
    }

    @Test
    void a_filter_may_forbid_what_the_launch_itself_does() throws IOException {
        // setgroups, setresgid, setresuid, prctl, close_range, mount: x86-64 and aarch64 numbers
        var denied = List.of(116, 119, 117, 157, 436, 165, 159, 149, 147, 167, 40);
        var process =
                withSeccomp(
                        LaunchFixture.user(
                                1000,
                                LaunchFixture.process(
                                        "sh", "-c", "grep Seccomp: /proc/self/status")),
                        denied);

        var outcome = run(process, spec -> spec);

        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.stdout()).isEqualTo("Seccomp:\t2\n");
    }

    @Test
    void the_default_filter_lets_root_and_a_user_and_init_start() throws IOException {
        var compiler =
                new SeccompCompiler(dev.caisson.elf.Machine.current(), KernelVersion.running());
        var filter = compiler.compile(SeccompProfile.standard(), LaunchFixture.DOCKER_CAPABILITIES);
        var root = LaunchFixture.process("sh", "-c", "grep Seccomp: /proc/self/status");
        var user = LaunchFixture.user(1000, root);

        for (var process : List.of(root, user)) {
            var filtered = withSeccomp(process, filter);
            assertThat(run(filtered, spec -> spec).stdout()).isEqualTo("Seccomp:\t2\n");
            assertThat(run(filtered, LaunchFixture::withInit).stdout()).isEqualTo("Seccomp:\t2\n");
        }
    }

    private static ProcessSpec withSeccomp(ProcessSpec process, List<Integer> denied) {
        var filter = ByteBuffer.allocate((denied.size() + 3) * 8).order(ByteOrder.nativeOrder());
        instruction(filter, 0x20, 0, 0); // load the number
        for (int i = 0; i < denied.size(); i++) {
            instruction(filter, 0x15, denied.size() - i, denied.get(i));
        }
        instruction(filter, 0x06, 0, 0x7fff0000); // allow
        instruction(filter, 0x06, 0, 0x00050001); // EPERM
        return withSeccomp(process, new ProcessSpec.SeccompFilter(filter.array(), 0, "test"));
    }

    private static ProcessSpec withSeccomp(ProcessSpec process, ProcessSpec.SeccompFilter filter) {
        return new ProcessSpec(
                process.arguments(),
                process.environment(),
                process.workingDirectory(),
                process.user(),
                process.capabilities(),
                process.limits(),
                process.noNewPrivileges(),
                process.umask(),
                process.oomScoreAdjust(),
                filter,
                null);
    }

    private static void instruction(ByteBuffer filter, int code, int jump, int value) {
        filter.putShort((short) code).put((byte) jump).put((byte) 0).putInt(value);
    }

    @Test
    void no_new_privileges_and_limits_and_umask_and_oom_score_are_set() throws IOException {
        var plain =
                LaunchFixture.process(
                        "sh",
                        "-c",
                        "grep NoNewPrivs /proc/self/status; ulimit -n; umask;"
                                + " cat /proc/self/oom_score_adj");
        var process =
                new ProcessSpec(
                        plain.arguments(),
                        plain.environment(),
                        "/",
                        plain.user(),
                        plain.capabilities(),
                        List.of(new ProcessSpec.ResourceLimit(7, 512, 1024)),
                        true,
                        027,
                        500,
                        null,
                        null);

        assertThat(run(process, spec -> spec).stdout())
                .isEqualTo("NoNewPrivs:\t1\n512\n0027\n500\n");
    }

    @Test
    void a_limit_beyond_the_daemons_is_lowered_with_a_warning() throws IOException {
        long mine = LaunchLimits.hardLimitOfFiles();
        var plain = LaunchFixture.process("sh", "-c", "ulimit -Hn");
        var process =
                new ProcessSpec(
                        plain.arguments(),
                        plain.environment(),
                        "/",
                        plain.user(),
                        plain.capabilities(),
                        List.of(new ProcessSpec.ResourceLimit(7, mine + 1, mine + 1)),
                        false,
                        null,
                        null,
                        null,
                        null);

        var outcome = run(process, spec -> spec);

        if (LaunchLimits.mayRaiseLimits()) {
            assertThat(outcome.stdout()).isEqualTo((mine + 1) + "\n");
        } else {
            assertThat(outcome.stdout()).isEqualTo(mine + "\n");
            assertThat(outcome.warnings()).hasSize(1).first().asString().contains("EPERM");
        }
    }

    @Test
    void only_three_descriptors_are_open() throws IOException {
        var outcome = shell("ls /proc/self/fd | tr '\\n' ' '");

        assertThat(outcome.stdout()).isEqualTo("0 1 2 3 "); // 3 is the directory that ls reads
    }

    @Test
    void no_mount_of_the_host_is_visible() throws IOException {
        var outcome = shell("cut -d' ' -f5 /proc/self/mountinfo | sort -u | tr '\\n' ' '");

        assertThat(outcome.stdout().split(" "))
                .containsExactlyInAnyOrderElementsOf(expectedMounts(outcome.stdout()))
                .contains("/", "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(fixture.home() + "/");
    }

    private static List<String> expectedMounts(String found) {
        var known = new ArrayList<String>();
        for (var path : found.split(" ")) {
            boolean ours =
                    List.of("/", "/proc", "/dev", "/sys").contains(path)
                            || LaunchFixture.MASKED.contains(path)
                            || LaunchFixture.READONLY.contains(path)
                            || List.of("/dev/pts", "/dev/shm", "/dev/mqueue").contains(path);
            if (ours) known.add(path);
        }
        return known;
    }

    @Test
    void masked_paths_are_empty_and_read_only_ones_cannot_be_written() throws IOException {
        var outcome =
                shell(
                        "for f in /proc/kcore /proc/keys /proc/timer_list; do [ -e $f ] && cat $f;"
                                + " done | wc -c;"
                                + " for d in /sys/firmware /proc/scsi /proc/acpi; do [ -d $d ] &&"
                                + " ls $d; done | wc -l;"
                                + " echo x 2>/dev/null >/proc/sys/kernel/hostname"
                                + " || echo read-only; grep -c ' /proc/[kt].* tmpfs'"
                                + " /proc/self/mountinfo");

        assertThat(outcome.stdout()).startsWith("0\n0\nread-only\n").doesNotEndWith("\n0\n");
    }

    @Test
    void devices_are_the_usual_ones() throws IOException {
        var outcome =
                shell(
                        "cd /dev; ls | tr '\\n"
                                + "' ' '; echo; stat -c '%t:%T %a' null zero tty; readlink fd; readlink"
                                + " ptmx; head -c 4 zero | wc -c; echo >null && echo ok");

        assertThat(outcome.stdout())
                .isEqualTo(
                        "core fd full mqueue null ptmx pts random shm stderr stdin stdout tty"
                                + " urandom zero \n1:3 666\n1:5 666\n5:0 666\n/proc/self/fd\n"
                                + "pts/ptmx\n4\nok\n");
    }

    @Test
    void sysctls_are_set_in_its_namespaces_and_lo_is_up() throws IOException {
        var outcome =
                shell(
                        "cat /proc/sys/net/ipv4/ip_unprivileged_port_start"
                                + " /proc/sys/net/ipv4/ping_group_range;"
                                + " cat /sys/class/net/lo/operstate /sys/class/net/lo/flags",
                        spec ->
                                LaunchFixture.withSysctls(
                                        spec,
                                        Map.of(
                                                "net.ipv4.ip_unprivileged_port_start",
                                                "0",
                                                "net.ipv4.ping_group_range",
                                                "0 2147483647")));

        assertThat(outcome.stdout()).isEqualTo("0\n0\t2147483647\nunknown\n0x9\n");
    }

    @Test
    void a_missing_working_directory_is_made() throws IOException {
        var process = LaunchFixture.in("/a/b/c", LaunchFixture.process("pwd"));

        assertThat(run(process, spec -> spec).stdout()).isEqualTo("/a/b/c\n");
    }

    @Test
    void a_read_only_root_is_read_only_and_its_mounts_are_not() throws IOException {
        var outcome =
                shell(
                        "touch /x 2>/dev/null || echo read-only; touch /dev/shm/x && echo shm",
                        LaunchFixture::readonly);

        assertThat(outcome.stdout()).isEqualTo("read-only\nshm\n");
    }

    @Test
    void namespaces_can_be_shared_with_the_host_and_another_container() throws IOException {
        var host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        var directory = fixture.directory();
        var other =
                fixture.start(
                        launcher,
                        fixture.request(
                                directory,
                                fixture.spec(directory, LaunchFixture.process("sleep", "1000"))));
        var ipc =
                Files.readSymbolicLink(Path.of("/proc/" + other.process().pid() + "/ns/ipc"))
                        .toString();
        var of = new Namespaces.Source.Of(other.process().pid(), other.process().startTicks());

        var outcome =
                shell(
                        "readlink /proc/self/ns/net; readlink /proc/self/ns/ipc; ps -o args | grep"
                                + " -c '^sleep'",
                        spec ->
                                LaunchFixture.withNamespaces(
                                        spec,
                                        Namespaces.isolated()
                                                .with(
                                                        Namespaces.Kind.NET,
                                                        new Namespaces.Source.Host())
                                                .with(Namespaces.Kind.IPC, of)
                                                .with(Namespaces.Kind.PID, of)));

        assertThat(outcome.stdout()).isEqualTo(host + "\n" + ipc + "\n1\n");
    }

    @Test
    void binds_show_files_and_directories_of_the_host() throws IOException {
        var source = Files.createDirectories(fixture.home().resolve("volume"));
        Files.writeString(source.resolve("file"), "content\n");
        var mounts = new ArrayList<>(LaunchFixture.MOUNTS);
        mounts.add(bind(source, "/data/in", java.util.Set.of()));
        mounts.add(
                bind(
                        source.resolve("file"),
                        "/etc/deep/file",
                        java.util.Set.of(Mount.Flag.READ_ONLY)));

        var outcome =
                shell(
                        "cat /data/in/file /etc/deep/file; touch /data/in/new;"
                                + " touch /etc/deep/file 2>/dev/null || echo read-only",
                        spec -> LaunchFixture.withMounts(spec, mounts));

        assertThat(outcome.stdout()).isEqualTo("content\ncontent\nread-only\n");
        assertThat(source.resolve("new")).exists();
    }

    private static Mount bind(Path source, String destination, java.util.Set<Mount.Flag> flags) {
        return new Mount.Bind(
                source, destination, true, false, flags, dev.caisson.spec.Propagation.RPRIVATE);
    }
}
