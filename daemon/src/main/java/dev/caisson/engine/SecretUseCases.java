package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.container.view.SecretView;
import java.util.List;
import java.util.Map;

/// What one can do with secrets, carried out by the container room.
public final class SecretUseCases implements Secrets {
    private final dev.caisson.container.Secrets secrets;

    public SecretUseCases(ContainerRoom room) {
        secrets = room.secrets();
    }

    @Override
    public SecretView create(String name, Map<String, String> labels, byte[] content) {
        return secrets.create(name, labels, content);
    }

    @Override
    public List<SecretView> list() {
        return secrets.all();
    }

    @Override
    public SecretView inspect(String name) {
        return secrets.find(name);
    }

    @Override
    public void remove(String name) {
        secrets.remove(name);
    }
}
