package dev.caisson.front.docker;

import dev.caisson.container.view.SecretView;
import dev.caisson.engine.Secrets;
import java.util.List;
import java.util.Map;

/// No secrets.
final class FakeSecrets implements Secrets {
    @Override
    public SecretView create(String name, Map<String, String> labels, byte[] content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecretView> list() {
        return List.of();
    }

    @Override
    public SecretView inspect(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String name) {
        throw new UnsupportedOperationException();
    }
}
