package dev.caisson.engine;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.BuildResult;
import dev.caisson.build.ContextSource;
import dev.caisson.build.RecipeView;
import dev.caisson.image.registry.Credentials;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// Everything one can do with builds and what they leave in the cache.
public interface Builds {
    /// Builds to the end; interrupting the thread gives the build up.
    ///
    /// @param credentials for the name of a registry, [Credentials#NONE] when there are none
    BuildResult build(
            BuildRequest request,
            ContextSource source,
            Function<String, Credentials> credentials,
            BuildEvent.Listener listener)
            throws IOException, InterruptedException;

    /// What the Dockerfile of a build says, without building.
    RecipeView look(BuildRequest request, ContextSource source)
            throws IOException, InterruptedException;

    /// What is in the cache and matches, the oldest first.
    ///
    /// @param filters those of [Prune]
    List<Cached> cached(Filters filters) throws IOException;

    /// One thing of the cache.
    ///
    /// @param type `regular`, `exec.cachemount` or `source.local`
    /// @param inUse by a build at this moment
    /// @param uses how often it was found again
    record Cached(
            String id,
            String type,
            String description,
            boolean inUse,
            long size,
            Instant created,
            Instant lastUsed,
            int uses) {}

    /// Forgets what matches and removes what nobody needs any more.
    Pruned prune(Prune which) throws IOException;

    /// @param filters `until`, `id`, `type`, `description`, `inuse`, `shared`, `private`, `parent`
    /// @param all also what is of use for the next build
    record Prune(Filters filters, Room room, boolean all) {}

    /// How much may stay, in bytes; 0 where nothing is said.
    ///
    /// @param reserved what may stay in any case
    /// @param most nothing is removed while no more than this is there
    /// @param free what is to be free on the disk; nothing is removed while it is
    record Room(long reserved, long most, long free) {
        /// Bytes that may stay of all there are; 0 for none. Source: BuildKit cache/manager.go
        /// (behaviour).
        ///
        /// @param usable free now
        long keep(long all, long usable) {
            long keep = most;
            long missing = free - usable;
            if (missing > 0) {
                keep = keep == 0 ? all - missing : Math.min(keep, all - missing);
            } else if (free != 0 && keep == 0) {
                keep = all;
            }
            return Math.max(Math.max(keep, reserved), 0);
        }
    }

    /// @param deleted ids
    /// @param reclaimed bytes
    record Pruned(List<String> deleted, long reclaimed) {
        public Pruned {
            deleted = List.copyOf(deleted);
        }
    }
}
