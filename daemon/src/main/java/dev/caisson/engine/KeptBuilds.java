package dev.caisson.engine;

import dev.caisson.build.cache.CacheLimits;
import dev.caisson.build.cache.CacheRecord;
import dev.caisson.engine.BuildUseCases.Disk;
import dev.caisson.engine.Builds.Cached;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// All that builds leave for the next ones: layers, the directories of commands and of clients.
final class KeptBuilds {
    private static final String LAYER = "regular";
    private static final String MOUNT = "exec.cachemount";
    private static final String CONTEXT = "source.local";

    private final Disk disk;
    private final CacheLimits limits;
    private final InstantSource clock;

    KeptBuilds(Disk disk, CacheLimits limits, InstantSource clock) {
        this.disk = disk;
        this.limits = limits;
        this.clock = clock;
    }

    List<Cached> list() throws IOException {
        var all = new ArrayList<Cached>();
        for (var item : disk.cache().list()) all.add(layer(item));
        for (var mount : disk.mounts().list()) {
            all.add(
                    new Cached(
                            mount.name(),
                            MOUNT,
                            "cached mount",
                            mount.inUse(),
                            mount.size(),
                            mount.used(),
                            mount.used(),
                            0));
        }
        all.addAll(contexts());
        return all;
    }

    private static Cached layer(CacheRecord item) {
        return new Cached(
                item.id().hex(),
                LAYER,
                item.text(),
                false,
                item.size(),
                item.made(),
                item.use().last(),
                item.use().count());
    }

    private List<Cached> contexts() throws IOException {
        return disk.contexts().list().stream()
                .map(
                        context ->
                                new Cached(
                                        context.name(),
                                        CONTEXT,
                                        context.description(),
                                        context.inUse(),
                                        context.size(),
                                        context.made(),
                                        context.used(),
                                        0))
                .toList();
    }

    /// What is gone.
    ///
    /// @param directories bytes of those that were no layers
    record Gone(List<String> ids, long directories) {}

    /// Forgets what is chosen, the least recently used first, until no more is left than may stay.
    ///
    /// @param all also the directories of commands
    Gone prune(Predicate<Cached> chosen, Builds.Room room, boolean all) throws IOException {
        var known = list();
        long size = known.stream().mapToLong(Cached::size).sum();
        long keep = room.keep(size, disk.spaces().usable());
        return prune(known, one -> (all || !one.type().equals(MOUNT)) && chosen.test(one), keep);
    }

    private Gone prune(List<Cached> known, Predicate<Cached> chosen, long keep) throws IOException {
        long left = known.stream().mapToLong(Cached::size).sum();
        long directories = 0;
        var ids = new ArrayList<String>();
        var oldest = known.stream().sorted(Comparator.comparing(Cached::lastUsed)).toList();
        for (var one : oldest) {
            if (keep > 0 && left <= keep) break;
            if (!chosen.test(one) || !remove(one)) continue;
            ids.add(one.id());
            left -= one.size();
            if (!one.type().equals(LAYER)) directories += one.size();
        }
        return new Gone(ids, directories);
    }

    private boolean remove(Cached one) throws IOException {
        return switch (one.type()) {
            case LAYER -> disk.cache().forget(one.id());
            case MOUNT -> disk.mounts().remove(one.id());
            default -> disk.contexts().remove(one.id());
        };
    }

    /// Forgets what nobody has used for long, and of the rest what is too much. The directories of
    /// commands stay: counting them would take as long as some builds.
    ///
    /// @return whether anything is gone
    boolean expire() throws IOException {
        if (!limits.enabled()) return false;
        var known = new ArrayList<Cached>();
        for (var item : disk.cache().list()) known.add(layer(item));
        known.addAll(contexts());
        var before = clock.instant().minus(limits.unused());
        var old = prune(known, one -> one.lastUsed().isBefore(before), limits.reserved());
        known.removeIf(one -> old.ids().contains(one.id()));
        var most = prune(known, _ -> true, limits.most());
        return !old.ids().isEmpty() || !most.ids().isEmpty();
    }
}
