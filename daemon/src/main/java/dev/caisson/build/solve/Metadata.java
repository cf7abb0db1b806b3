package dev.caisson.build.solve;

import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ContainerDefaults.Command;
import dev.caisson.image.ContainerDefaults.Healthcheck;
import dev.caisson.image.ContainerDefaults.Lifecycle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The configuration of an image with one thing changed.
final class Metadata {
    private Metadata() {}

    static ContainerDefaults user(ContainerDefaults old, String user) {
        return of(old, user, old.env(), old.workingDir(), old.labels(), old.lifecycle());
    }

    static ContainerDefaults workingDirectory(ContainerDefaults old, String directory) {
        return of(old, old.user(), old.env(), directory, old.labels(), old.lifecycle());
    }

    /// A variable that is there already keeps its place.
    static ContainerDefaults environment(ContainerDefaults old, String name, String value) {
        var env = new ArrayList<>(old.env());
        var entry = name + "=" + value;
        int at = -1;
        for (int i = 0; i < env.size(); i++) if (env.get(i).startsWith(name + "=")) at = i;
        if (at < 0) env.add(entry);
        else env.set(at, entry);
        return of(old, old.user(), env, old.workingDir(), old.labels(), old.lifecycle());
    }

    static ContainerDefaults labels(ContainerDefaults old, Map<String, String> labels) {
        var more = new LinkedHashMap<>(old.labels());
        more.putAll(labels);
        return of(old, old.user(), old.env(), old.workingDir(), more, old.lifecycle());
    }

    static ContainerDefaults exposed(ContainerDefaults old, Collection<String> ports) {
        var more = new TreeSet<>(old.exposedPorts());
        more.addAll(ports);
        return new ContainerDefaults(
                old.user(),
                old.env(),
                old.command(),
                old.workingDir(),
                more,
                old.volumes(),
                old.labels(),
                old.lifecycle());
    }

    static ContainerDefaults volumes(ContainerDefaults old, Collection<String> paths) {
        var more = new TreeSet<>(old.volumes());
        more.addAll(paths);
        return new ContainerDefaults(
                old.user(),
                old.env(),
                old.command(),
                old.workingDir(),
                old.exposedPorts(),
                more,
                old.labels(),
                old.lifecycle());
    }

    static ContainerDefaults stopSignal(ContainerDefaults old, String signal) {
        var life = old.lifecycle();
        return lifecycle(old, new Lifecycle(signal, life.healthcheck(), life.onBuild()));
    }

    static ContainerDefaults health(ContainerDefaults old, @Nullable Healthcheck check) {
        var life = old.lifecycle();
        return lifecycle(old, new Lifecycle(life.stopSignal(), check, life.onBuild()));
    }

    static ContainerDefaults triggers(ContainerDefaults old, List<String> triggers) {
        var life = old.lifecycle();
        return lifecycle(old, new Lifecycle(life.stopSignal(), life.healthcheck(), triggers));
    }

    private static ContainerDefaults lifecycle(ContainerDefaults old, Lifecycle life) {
        return of(old, old.user(), old.env(), old.workingDir(), old.labels(), life);
    }

    /// BuildKit says of every command that its arguments are escaped.
    static ContainerDefaults ownCommand(ContainerDefaults old, List<String> cmd) {
        var now = old.command();
        return old.with(new Command(now.entrypoint(), cmd, now.shell(), true));
    }

    static ContainerDefaults noCommand(ContainerDefaults old) {
        var now = old.command();
        return old.with(new Command(now.entrypoint(), null, now.shell(), now.argsEscaped()));
    }

    static ContainerDefaults entrypoint(ContainerDefaults old, List<String> entrypoint) {
        var now = old.command();
        return old.with(new Command(entrypoint, now.cmd(), now.shell(), now.argsEscaped()));
    }

    static ContainerDefaults shell(ContainerDefaults old, List<String> shell) {
        var now = old.command();
        return old.with(new Command(now.entrypoint(), now.cmd(), shell, now.argsEscaped()));
    }

    private static ContainerDefaults of(
            ContainerDefaults old,
            String user,
            List<String> env,
            String directory,
            Map<String, String> labels,
            Lifecycle life) {
        return new ContainerDefaults(
                user,
                env,
                old.command(),
                directory,
                old.exposedPorts(),
                old.volumes(),
                labels,
                life);
    }
}
