package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.container.VolumeShelf;
import dev.caisson.container.view.VolumeView;
import dev.caisson.engine.Containers.Pruned;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.registry.Registries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one can do with volumes, carried out by the container room.
public final class VolumeUseCases implements Volumes {
    private static final Set<String> KEYS = Set.of("dangling", "driver", "label", "name");
    private static final Set<String> PRUNE_KEYS = Set.of("label", "label!", "all");

    private final VolumeShelf shelf;
    private final VolumeKeeping keeping;
    private final EventBus events;

    /// @param temporary for what is sent to a registry
    public VolumeUseCases(
            ContainerRoom room, Registries registries, Path temporary, EventBus events) {
        shelf = room.volumes();
        keeping = new VolumeKeepingUseCases(room, registries, temporary);
        this.events = events;
    }

    @Override
    public VolumeView create(
            String name, String driver, Map<String, String> labels, Map<String, String> options) {
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw Faults.of(FaultCode.VOLUME_DRIVER_UNKNOWN, driver);
        }
        return shelf.create(name, labels, options);
    }

    @Override
    public List<VolumeView> list(Filters filters) {
        check(filters, KEYS);
        var dangling = truth(filters, "dangling");
        var drivers = filters.of("driver");
        var names = filters.of("name");
        return shelf.all().stream()
                .filter(volume -> drivers.isEmpty() || drivers.contains("local"))
                .filter(
                        volume ->
                                names.isEmpty() || names.stream().anyMatch(volume.name()::contains))
                .filter(volume -> filters.of("label").stream().allMatch(one -> has(volume, one)))
                .filter(
                        volume ->
                                dangling.isEmpty()
                                        || dangling.getFirst()
                                                == shelf.users(volume.name()).isEmpty())
                .toList();
    }

    @Override
    public VolumeView inspect(String name) {
        return shelf.find(name);
    }

    @Override
    public List<Used> usage(Filters filters) {
        return list(filters).stream()
                .map(
                        volume ->
                                new Used(
                                        volume,
                                        shelf.size(volume.name()),
                                        shelf.users(volume.name()).size()))
                .toList();
    }

    @Override
    public void remove(String name, boolean force) {
        try {
            shelf.remove(name);
        } catch (NotFound missing) {
            if (!force) throw missing;
        }
    }

    @Override
    public Pruned prune(Filters filters) {
        check(filters, PRUNE_KEYS);
        var asked = truth(filters, "all");
        boolean all = !asked.isEmpty() && asked.getFirst();
        var removed = new ArrayList<String>();
        long reclaimed = 0;
        for (var volume : shelf.all()) {
            boolean wanted =
                    (all || volume.anonymous())
                            && filters.of("label").stream().allMatch(one -> has(volume, one))
                            && filters.of("label!").stream().noneMatch(one -> has(volume, one))
                            && shelf.users(volume.name()).isEmpty();
            if (!wanted) continue;
            long size = shelf.size(volume.name());
            try {
                shelf.remove(volume.name());
            } catch (NotFound | Conflict meanwhile) {
                continue; // somebody removed or took it
            }
            removed.add(volume.name());
            reclaimed += size;
        }
        events.publish(
                EventType.VOLUME, "prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
        return new Pruned(removed, reclaimed);
    }

    @Override
    public VolumeKeeping keeping() {
        return keeping;
    }

    private static void check(Filters filters, Set<String> known) {
        for (var key : filters.keys()) {
            if (!known.contains(key)) throw new InvalidInput(FaultCode.FILTER_INVALID, key);
        }
    }

    /// One truth value, or none.
    private static List<Boolean> truth(Filters filters, String key) {
        var values = filters.of(key);
        if (values.isEmpty()) return List.of();
        return switch (values.getFirst()) {
            case "1", "t", "T", "true", "TRUE", "True" -> List.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> List.of(false);
            default ->
                    throw new InvalidInput(
                            FaultCode.FILTER_VALUE_INVALID, key, String.join(" ", values));
        };
    }

    private static boolean has(VolumeView volume, String label) {
        int equals = label.indexOf('=');
        if (equals < 0) return volume.labels().containsKey(label);
        return label.substring(equals + 1).equals(volume.labels().get(label.substring(0, equals)));
    }
}
