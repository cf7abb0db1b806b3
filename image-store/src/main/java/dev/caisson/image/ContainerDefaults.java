package dev.caisson.image;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a container gets from its image when nothing else is asked for: `config` of the image's
/// configuration.
///
/// @param user as written, empty when none
/// @param env `NAME=value`, in order
/// @param workingDir empty when none
/// @param exposedPorts `80/tcp`, sorted
/// @param volumes paths inside the container, sorted
public record ContainerDefaults(
        String user,
        List<String> env,
        Command command,
        String workingDir,
        SequencedSet<String> exposedPorts,
        SequencedSet<String> volumes,
        Map<String, String> labels,
        Lifecycle lifecycle) {
    public ContainerDefaults {
        env = List.copyOf(env);
        exposedPorts = sorted(exposedPorts);
        volumes = sorted(volumes);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /// Nothing set.
    public static ContainerDefaults none() {
        return new ContainerDefaults(
                "",
                List.of(),
                new Command(null, null, null, false),
                "",
                sorted(List.of()),
                sorted(List.of()),
                Map.of(),
                new Lifecycle("", null, List.of()));
    }

    /// The same with another command.
    public ContainerDefaults with(Command other) {
        return new ContainerDefaults(
                user, env, other, workingDir, exposedPorts, volumes, labels, lifecycle);
    }

    private static SequencedSet<String> sorted(Collection<String> strings) {
        return Collections.unmodifiableSequencedSet(new TreeSet<>(strings));
    }

    /// What is run. A null list was not said, an empty one was said to be empty.
    ///
    /// @param shell for the shell form of instructions; Docker's own when null
    /// @param argsEscaped only of Windows images
    public record Command(
            @Nullable List<String> entrypoint,
            @Nullable List<String> cmd,
            @Nullable List<String> shell,
            boolean argsEscaped) {
        public Command {
            entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
            cmd = cmd == null ? null : List.copyOf(cmd);
            shell = shell == null ? null : List.copyOf(shell);
        }
    }

    /// How it ends, how its health is seen, and what a build on top of it does first.
    ///
    /// @param stopSignal as written (`SIGTERM`, `15`); empty when none
    public record Lifecycle(
            String stopSignal, @Nullable Healthcheck healthcheck, List<String> onBuild) {
        public Lifecycle {
            onBuild = List.copyOf(onBuild);
        }
    }

    /// How the health of a container is found out.
    ///
    /// @param test empty to inherit, `["NONE"]` to switch off, else `CMD` or `CMD-SHELL` first
    /// @param retries 0 to inherit; so is a zero duration
    public record Healthcheck(
            List<String> test,
            Duration interval,
            Duration timeout,
            Duration startPeriod,
            Duration startInterval,
            int retries) {
        public Healthcheck {
            test = List.copyOf(test);
        }
    }
}
