package dev.caisson.container;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Which name belongs to which container; a name belongs to one at most.
final class NameRegistry {
    private static final int ATTEMPTS = 6;

    private final ConcurrentHashMap<ContainerName, ContainerId> owners = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    NameRegistry(RandomGenerator random) {
        this.random = random;
    }

    /// @throws Conflict `CONTAINER_NAME_IN_USE`
    void reserve(ContainerName name, ContainerId id) {
        var owner = owners.putIfAbsent(name, id);
        if (owner != null && !owner.equals(id)) {
            throw new Conflict(FaultCode.CONTAINER_NAME_IN_USE, name, owner);
        }
    }

    /// Reserves a name nobody has, of two words; with a digit behind when those are rare.
    ContainerName reserveRandom(ContainerId id) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var name = new ContainerName(RandomNames.next(random, attempt));
            if (owners.putIfAbsent(name, id) == null) return name;
        }
        var unique = new ContainerName(id.value());
        owners.put(unique, id);
        return unique;
    }

    /// Nothing happens when the name belongs to another by now.
    void release(ContainerName name, ContainerId id) {
        owners.remove(name, id);
    }

    Optional<ContainerId> owner(String name) {
        if (name.length() < 2 || name.length() > 255) return Optional.empty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean fine = letter || (c >= '0' && c <= '9') || (i > 0 && "_.-".indexOf(c) >= 0);
            if (!fine) return Optional.empty();
        }
        return Optional.ofNullable(owners.get(new ContainerName(name)));
    }
}
