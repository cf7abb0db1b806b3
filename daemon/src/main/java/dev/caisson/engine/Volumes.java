package dev.caisson.engine;

import dev.caisson.container.view.VolumeView;
import dev.caisson.engine.Containers.Pruned;
import java.util.List;
import java.util.Map;

/// Everything one can do with volumes.
public interface Volumes {
    /// @param name empty for a random one
    /// @param driver empty for `local`
    VolumeView create(
            String name, String driver, Map<String, String> labels, Map<String, String> options);

    /// By name.
    List<VolumeView> list(Filters filters);

    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    VolumeView inspect(String name);

    /// A volume with how much it holds and how many use it.
    record Used(VolumeView volume, long size, int users) {}

    /// As [#list], with sizes: reads through all files of each.
    List<Used> usage(Filters filters);

    /// @param force one that does not exist is fine
    /// @throws dev.caisson.fault.Conflict `VOLUME_IN_USE`
    void remove(String name, boolean force);

    /// Removes those no container has; of those with a name only when the filter `all` says so.
    Pruned prune(Filters filters);

    /// What goes beyond Docker.
    VolumeKeeping keeping();
}
