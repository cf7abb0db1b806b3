package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.sys.Blocking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The processes of one run that were killed for want of memory: each time it is told once.
///
/// The kernel rings before it counts (version 1): what is not counted yet is looked for again.
final class MemoryKills implements AutoCloseable {
    private static final Duration RECOUNT = Duration.ofMillis(500);

    private final Services services;
    private final Cgroup cgroup;
    private final Mailbox mailbox;
    private final Runnable tell;
    private @Nullable OomWatch watch;
    private boolean over;
    private long told;

    /// @param mailbox of the container
    /// @param tell in the mailbox, when there are more than before
    MemoryKills(Services services, Cgroup cgroup, Mailbox mailbox, Runnable tell) {
        this.services = services;
        this.cgroup = cgroup;
        this.mailbox = mailbox;
        this.tell = tell;
    }

    /// Hears of them from now on, and of those before.
    void watch() {
        watch = OomWatch.on(services.kernel(), cgroup, () -> look(false));
    }

    private void look(boolean again) {
        mailbox.happening(
                () -> {
                    if (over || tellNew() || again) return;
                    var _ = services.scheduler().after(RECOUNT, () -> look(true));
                });
    }

    /// The run has ended, in the mailbox: none is told after this.
    ///
    /// @param killed whether there are any
    void end(boolean killed) {
        if (killed) {
            boolean _ = tellNew();
        }
        over = true;
    }

    private boolean tellNew() {
        long before = told;
        told = Blocking.call(cgroup::oomKills);
        if (told > before) tell.run();
        return told > before;
    }

    @Override
    public void close() {
        if (watch != null) watch.close();
    }
}
