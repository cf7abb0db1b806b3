package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.launch.HolderLink;
import dev.caisson.stdio.ContainerInput;
import dev.caisson.stdio.TerminalInput;
import dev.caisson.sys.PidFd;
import dev.caisson.sys.Poller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the daemon holds of a running container; owned by its actor.
///
final class Run implements AutoCloseable {
    private final ContainerState.Running identity;
    private final HolderLink link;
    private final Optional<PidFd> init;
    private final Cgroup cgroup;
    private final ContainerInput input;
    private Poller.@Nullable Registration watch;
    private @Nullable MemoryKills kills;
    private boolean ended;

    Run(
            ContainerState.Running identity,
            HolderLink link,
            Optional<PidFd> init,
            Cgroup cgroup,
            ContainerInput input) {
        this.identity = identity;
        this.link = link;
        this.init = init;
        this.cgroup = cgroup;
        this.input = input;
    }

    ContainerState.Running identity() {
        return identity;
    }

    HolderLink link() {
        return link;
    }

    /// The first process; empty when it had ended before it could be opened.
    Optional<PidFd> init() {
        return init;
    }

    Cgroup cgroup() {
        return cgroup;
    }

    ContainerInput input() {
        return input;
    }

    /// The terminal's keyboard; empty when there is no terminal.
    Optional<TerminalInput> terminal() {
        return input instanceof TerminalInput terminal ? Optional.of(terminal) : Optional.empty();
    }

    void watchedBy(Poller.Registration registration) {
        watch = registration;
    }

    /// @return false when its first process had ended before
    boolean signal(int number) {
        return init.isPresent() && init.get().signal(number);
    }

    void countedBy(MemoryKills counted) {
        kills = counted;
    }

    /// @param killed whether some of it was killed for want of memory
    void endMemory(boolean killed) {
        if (kills != null) kills.end(killed);
    }

    /// @return true the first time
    boolean markEnded() {
        if (ended) return false;
        ended = true;
        return true;
    }

    /// Gives up every descriptor. The container does not notice.
    @Override
    public void close() {
        if (watch != null) watch.close();
        if (kills != null) kills.close();
        input.close();
        init.ifPresent(PidFd::close);
        link.close();
    }
}
