package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Isolation;
import dev.caisson.container.request.Isolation.Privileges;
import dev.caisson.container.request.Streams;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Propagation;
import dev.caisson.spec.RootFilesystem;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecBuilderTest {
    private static final ContainerId ID = new ContainerId("0123456789ab" + "c".repeat(52));
    private static final long DOCKERS = 0xa80425fbL;

    @Test
    void a_plain_container_is_what_docker_would_make() {
        var spec = build(sh(), root(), Namespaces.isolated());

        assertThat(spec.hostname()).isEqualTo("0123456789ab");
        assertThat(spec.process().arguments()).containsExactly("sh");
        assertThat(spec.process().workingDirectory()).isEqualTo("/");
        assertThat(spec.process().environment())
                .containsExactly("PATH=" + Environment.PATH, "HOSTNAME=0123456789ab", "HOME=/root");
        assertThat(spec.process().capabilities())
                .isEqualTo(new ProcessSpec.Capabilities(DOCKERS, DOCKERS, DOCKERS, 0, 0));
        assertThat(spec.stdio()).isInstanceOf(Stdio.Pipes.class);
        assertThat(spec.maskedPaths()).contains("/proc/kcore", "/sys/firmware");
        assertThat(spec.readonlyPaths()).contains("/proc/sys");
        assertThat(spec.mounts())
                .extracting(Mount::destination)
                .containsExactly(
                        "/proc",
                        "/dev",
                        "/sys",
                        "/dev/pts",
                        "/dev/mqueue",
                        "/dev/shm",
                        "/sys/fs/cgroup");
        assertThat(mount(spec, "/sys").flags()).contains(Mount.Flag.READ_ONLY);
    }

    @Test
    void a_user_other_than_root_begins_without_capabilities() {
        var user = new Account(new ProcessSpec.User(7, 7, List.of(7L)), "/");

        assertThat(build(sh(), user, Namespaces.isolated()).process().capabilities())
                .isEqualTo(new ProcessSpec.Capabilities(DOCKERS, 0, 0, 0, 0));
    }

    @Test
    void privileged_hides_nothing() {
        var privileges =
                new Privileges(true, List.of(), List.of(), List.of(), List.of(), false, null, null);
        var spec = build(isolation(privileges), root(), Namespaces.isolated());

        assertThat(spec.maskedPaths()).isEmpty();
        assertThat(spec.readonlyPaths()).isEmpty();
        assertThat(mount(spec, "/sys").flags()).doesNotContain(Mount.Flag.READ_ONLY);
        assertThat(mount(spec, "/sys/fs/cgroup").flags()).doesNotContain(Mount.Flag.READ_ONLY);
    }

    @Test
    void a_shared_uts_namespace_leaves_the_host_its_name() {
        var host = Namespaces.isolated().with(Namespaces.Kind.UTS, new Namespaces.Source.Host());

        var spec = build(sh(), root(), host);

        assertThat(spec.hostname()).isNull();
        assertThat(spec.process().environment()).contains("HOSTNAME=the-host");
    }

    @Test
    void a_host_name_that_was_asked_for_is_used_everywhere() {
        var named =
                sh().with(
                                new Identity(
                                        "i",
                                        "web",
                                        "example.org",
                                        Map.of(),
                                        Map.of(),
                                        List.of(),
                                        ""));

        var spec = build(named, root(), Namespaces.isolated());

        assertThat(spec.hostname()).isEqualTo("web");
        assertThat(spec.domainname()).isEqualTo("example.org");
        assertThat(spec.process().environment()).contains("HOSTNAME=web");
    }

    @Test
    void a_terminal_has_a_size_and_a_type() {
        var terminal = sh().with(new Streams(true, true, false, true, true, true, 80, 24));

        var spec = build(terminal, root(), Namespaces.isolated());

        assertThat(spec.stdio())
                .isEqualTo(new Stdio.Terminal(80, 24, dev.caisson.spec.LogLayout.defaults()));
        assertThat(spec.process().environment()).contains("TERM=xterm");
    }

    @Test
    void what_a_user_mounts_replaces_the_standard_mount_there() {
        var point =
                new MountPoint(
                        MountPoint.Kind.TMPFS,
                        "",
                        "",
                        "/dev/shm",
                        "",
                        new MountPoint.Access(true, false, false, false, null),
                        List.of("size=1m"));

        var spec = build(sh(), root(), Namespaces.isolated(), point);

        assertThat(mount(spec, "/dev/shm"))
                .isEqualTo(
                        new Mount.Fresh(
                                "tmpfs",
                                "/dev/shm",
                                Set.of(Mount.Flag.NO_EXEC, Mount.Flag.NO_SUID, Mount.Flag.NO_DEV),
                                Map.of("size", "1m")));
        assertThat(spec.mounts())
                .filteredOn(mount -> mount.destination().equals("/dev/shm"))
                .hasSize(1);
    }

    private static ContainerSpec sh() {
        return ContainerSpec.ofImage("i")
                .with(new Command(null, List.of("sh"), List.of(), "", "", null, false));
    }

    private static ContainerSpec isolation(Privileges privileges) {
        var old = Isolation.defaults();
        return sh().with(
                        new Isolation(
                                old.namespaces(),
                                privileges,
                                old.sysctls(),
                                0,
                                0,
                                null,
                                old.runtime()));
    }

    private static Account root() {
        return new Account(ProcessSpec.User.root(), "/root");
    }

    private static RuntimeSpec build(
            ContainerSpec spec, Account account, Namespaces namespaces, MountPoint... points) {
        var around =
                new SpecBuilder.Surroundings(
                        new RootFilesystem(
                                List.of(Path.of("/layer")),
                                Path.of("/upper"),
                                Path.of("/work"),
                                false,
                                false,
                                Propagation.RPRIVATE),
                        namespaces,
                        account,
                        DOCKERS,
                        new ProcessSpec.SeccompFilter(new byte[8], 0, "test"),
                        List.of(),
                        "the-host",
                        List.of(),
                        null,
                        true);
        return SpecBuilder.build(ID, spec, List.of(points), DaemonDefaults.standard(), around);
    }

    private static Mount mount(RuntimeSpec spec, String destination) {
        return spec.mounts().stream()
                .filter(mount -> mount.destination().equals(destination))
                .findFirst()
                .orElseThrow();
    }
}
