package dev.caisson.main;

import dev.caisson.build.cache.BuildCache;
import dev.caisson.build.cache.CacheMounts;
import dev.caisson.build.context.KeptContexts;
import dev.caisson.engine.BuildUseCases;
import dev.caisson.engine.Builds;
import dev.caisson.storage.WorkDirectories;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/// Opens what builds keep: the cache beneath the data root, secrets beneath the exec root.
final class BuildRooms {
    private BuildRooms() {}

    static Builds open(
            DaemonOptions options,
            Syscalls syscalls,
            BuildUseCases.Rooms rooms,
            InstantSource clock) {
        var root = options.dataRoot().resolve("build-cache");
        try {
            var spaces = new WorkDirectories(syscalls, root.resolve("work"));
            spaces.sweep();
            var secrets =
                    new WorkDirectories(syscalls, options.execRoot().resolve("build-secrets"));
            secrets.sweep();
            var cache = BuildCache.open(root.resolve("records"), clock);
            var mounts = new CacheMounts(root.resolve("mounts"), spaces);
            var contexts = KeptContexts.open(root.resolve("contexts"), spaces, clock);
            var disk = new BuildUseCases.Disk(cache, mounts, contexts, spaces, secrets);
            return new BuildUseCases(rooms, disk, options.buildCache(), clock);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot open the build cache in " + root, failure);
        }
    }
}
