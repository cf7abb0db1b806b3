package dev.caisson.build.solve;

import dev.caisson.build.BaseImages;
import dev.caisson.build.StepRunner;
import dev.caisson.build.cache.BuildCache;
import dev.caisson.build.cache.CacheMounts;
import dev.caisson.build.context.Contexts;
import dev.caisson.storage.WorkDirectories;
import java.time.InstantSource;

/// What every build works with.
///
/// @param spaces on the disk of the layers
/// @param secrets on a file system that is no disk
public record Toolbox(
        StepRunner runner,
        BaseImages images,
        BuildCache cache,
        CacheMounts mounts,
        Contexts contexts,
        WorkDirectories spaces,
        WorkDirectories secrets,
        StepLocks locks,
        InstantSource clock) {}
