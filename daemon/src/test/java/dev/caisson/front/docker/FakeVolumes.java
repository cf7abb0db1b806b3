package dev.caisson.front.docker;

import dev.caisson.container.view.VolumeView;
import dev.caisson.engine.Containers.Pruned;
import dev.caisson.engine.Filters;
import dev.caisson.engine.VolumeKeeping;
import dev.caisson.engine.Volumes;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Volumes that only exist.
final class FakeVolumes implements Volumes {
    final Map<String, VolumeView> all = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();

    @Override
    public VolumeView create(
            String name, String driver, Map<String, String> labels, Map<String, String> options) {
        var made = new VolumeView(name, "/v/" + name, Instant.EPOCH, labels, options, false);
        all.put(name, made);
        return made;
    }

    @Override
    public List<VolumeView> list(Filters filters) {
        return List.copyOf(all.values());
    }

    @Override
    public VolumeView inspect(String name) {
        var found = all.get(name);
        if (found == null) throw new NotFound(FaultCode.VOLUME_NOT_FOUND, name);
        return found;
    }

    @Override
    public List<Used> usage(Filters filters) {
        return all.values().stream().map(volume -> new Used(volume, 5, 0)).toList();
    }

    @Override
    public void remove(String name, boolean force) {
        if (!force) {
            var _ = inspect(name);
        }
        all.remove(name);
    }

    @Override
    public Pruned prune(Filters filters) {
        calls.add("prune " + filters);
        return new Pruned(List.of(), 0);
    }

    @Override
    public VolumeKeeping keeping() {
        return new FakeVolumeKeeping(this);
    }
}
