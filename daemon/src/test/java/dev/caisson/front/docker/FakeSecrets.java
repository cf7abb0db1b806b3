package dev.caisson.front.docker;

import dev.caisson.container.view.SecretView;
import dev.caisson.engine.Secrets;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Secrets that only exist.
final class FakeSecrets implements Secrets {
    private final Map<String, SecretView> all = new TreeMap<>();

    @Override
    public SecretView create(String name, Map<String, String> labels, byte[] content) {
        var made = new SecretView("of " + name, name, Instant.EPOCH, labels);
        if (all.putIfAbsent(name, made) != null) {
            throw Faults.of(FaultCode.SECRET_NAME_TAKEN, name);
        }
        return made;
    }

    @Override
    public List<SecretView> list() {
        return List.copyOf(all.values());
    }

    @Override
    public SecretView inspect(String name) {
        var found = all.get(name);
        if (found == null) throw Faults.of(FaultCode.SECRET_NOT_FOUND, name);
        return found;
    }

    @Override
    public void remove(String name) {
        all.remove(inspect(name).name());
    }
}
