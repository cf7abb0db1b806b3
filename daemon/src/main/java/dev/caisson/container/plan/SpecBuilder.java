package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.request.Isolation.Privileges;
import dev.caisson.spec.Device;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.RootFilesystem;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the parts of a runtime spec together.
public final class SpecBuilder {
    private SpecBuilder() {}

    /// What was found out about the host, the image and other containers.
    ///
    /// @param capabilities mask of those the process gets
    /// @param seccomp null for unconfined
    /// @param hostname of the host, shown in a container that shares its UTS namespace
    /// @param files mounts of the files the engine keeps
    /// @param shmSource see [MountPlan.Needs]
    public record Surroundings(
            RootFilesystem root,
            Namespaces namespaces,
            Account account,
            long capabilities,
            ProcessSpec.@Nullable SeccompFilter seccomp,
            List<Device> devices,
            String hostname,
            List<Mount> files,
            @Nullable Path shmSource,
            boolean sharedMemory) {
        public Surroundings {
            devices = List.copyOf(devices);
            files = List.copyOf(files);
        }
    }

    /// Who an exec session runs as and what it may do.
    ///
    /// @param capabilities mask
    /// @param seccomp null for unconfined
    public record ProcessRights(
            Account account, long capabilities, ProcessSpec.@Nullable SeccompFilter seccomp) {}

    public static RuntimeSpec build(
            ContainerId id,
            ContainerSpec spec,
            List<MountPoint> points,
            DaemonDefaults defaults,
            Surroundings around) {
        var privileges = spec.isolation().privileges();
        var security =
                SecurityOptions.parse(privileges.securityOptions(), defaults.noNewPrivileges());
        boolean ownUts =
                around.namespaces().of(Namespaces.Kind.UTS) instanceof Namespaces.Source.New;
        var hostname = hostname(id, spec, around);
        var init = spec.isolation().init();
        return new RuntimeSpec(
                id,
                around.root(),
                ownUts ? hostname : null,
                ownUts && !spec.identity().domainname().isEmpty()
                        ? spec.identity().domainname()
                        : null,
                around.namespaces(),
                mounts(spec, points, defaults, around),
                around.devices(),
                Sysctls.plan(spec.isolation().sysctls(), around.namespaces()),
                masked(privileges, security),
                readonly(privileges, security),
                init == null ? defaults.init() : init,
                process(spec, defaults, around, security, hostname),
                stdio(spec, defaults));
    }

    /// The process of an exec session: the container's, changed as asked.
    ///
    /// @param hostname of the container
    public static ProcessSpec exec(
            ContainerSpec container,
            ExecSpec exec,
            DaemonDefaults defaults,
            ProcessRights rights,
            String hostname) {
        var command = container.command();
        var security =
                SecurityOptions.parse(
                        container.isolation().privileges().securityOptions(),
                        defaults.noNewPrivileges());
        var own = command.workingDirectory().isEmpty() ? "/" : command.workingDirectory();
        int adjust = container.isolation().oomScoreAdjust();
        return new ProcessSpec(
                exec.command(),
                Environment.of(
                        Environment.with(command.environment(), exec.environment()),
                        hostname,
                        exec.streams().tty(),
                        rights.account().home()),
                exec.workingDirectory().isEmpty() ? own : exec.workingDirectory(),
                rights.account().user(),
                capabilities(rights.capabilities(), rights.account()),
                Ulimits.plan(defaults.ulimits(), container.limits().ulimits()),
                !exec.privileged() && security.noNewPrivileges(),
                null,
                adjust == 0 ? null : adjust,
                rights.seccomp(),
                null);
    }

    /// The container's host name: as asked, or the first digits of its id.
    public static String hostname(ContainerId id, ContainerSpec spec, Surroundings around) {
        if (!spec.identity().hostname().isEmpty()) return spec.identity().hostname();
        boolean hostUts =
                around.namespaces().of(Namespaces.Kind.UTS) instanceof Namespaces.Source.Host;
        boolean hostNetwork =
                around.namespaces().of(Namespaces.Kind.NET) instanceof Namespaces.Source.Host;
        return hostUts || hostNetwork ? around.hostname() : id.shortForm();
    }

    private static List<Mount> mounts(
            ContainerSpec spec,
            List<MountPoint> points,
            DaemonDefaults defaults,
            Surroundings around) {
        var privileges = spec.isolation().privileges();
        long shm = spec.isolation().shmBytes();
        var mounts =
                MountPlan.of(
                        new MountPlan.Needs(
                                around.namespaces(),
                                privileges.privileged(),
                                privileges.readonlyRoot(),
                                SecurityOptions.parse(privileges.securityOptions(), false)
                                        .writableCgroups(),
                                shm > 0 ? shm : defaults.shmBytes(),
                                around.shmSource(),
                                around.files(),
                                around.account().user()),
                        points);
        if (around.sharedMemory()) return mounts;
        return mounts.stream().filter(mount -> !mount.destination().equals("/dev/shm")).toList();
    }

    private static ProcessSpec process(
            ContainerSpec spec,
            DaemonDefaults defaults,
            Surroundings around,
            SecurityOptions security,
            String hostname) {
        var command = spec.command();
        int adjust = spec.isolation().oomScoreAdjust();
        return new ProcessSpec(
                CommandLine.of(command),
                Environment.of(
                        command.environment(),
                        hostname,
                        spec.streams().tty(),
                        around.account().home()),
                command.workingDirectory().isEmpty() ? "/" : command.workingDirectory(),
                around.account().user(),
                capabilities(around.capabilities(), around.account()),
                Ulimits.plan(defaults.ulimits(), spec.limits().ulimits()),
                security.noNewPrivileges(),
                null,
                adjust == 0 ? null : adjust,
                around.seccomp(),
                null);
    }

    /// A user other than root begins without any, but may gain those of the bounding set.
    private static ProcessSpec.Capabilities capabilities(long mask, Account account) {
        long own = account.user().uid() == 0 ? mask : 0;
        return new ProcessSpec.Capabilities(mask, own, own, 0, 0);
    }

    private static List<String> masked(Privileges privileges, SecurityOptions security) {
        if (privileges.privileged() || security.unmasked()) return List.of();
        var asked = privileges.maskedPaths();
        return asked == null ? SystemPaths.MASKED : asked;
    }

    private static List<String> readonly(Privileges privileges, SecurityOptions security) {
        if (privileges.privileged() || security.unmasked()) return List.of();
        var asked = privileges.readonlyPaths();
        return asked == null ? SystemPaths.READONLY : asked;
    }

    private static Stdio stdio(ContainerSpec spec, DaemonDefaults defaults) {
        var streams = spec.streams();
        if (streams.tty()) {
            return new Stdio.Terminal(
                    streams.columns(), streams.rows(), LogPlan.of(spec, defaults.log()).layout());
        }
        return new Stdio.Pipes(streams.openStdin(), LogPlan.of(spec, defaults.log()).layout());
    }
}
