package dev.caisson.engine;

import dev.caisson.container.view.SecretView;
import java.util.List;
import java.util.Map;

/// Everything one can do with secrets. Nothing tells their content.
public interface Secrets {
    /// @throws dev.caisson.fault.Conflict `SECRET_NAME_TAKEN`
    SecretView create(String name, Map<String, String> labels, byte[] content);

    /// By name.
    List<SecretView> list();

    /// @throws dev.caisson.fault.NotFound `SECRET_NOT_FOUND`
    SecretView inspect(String name);

    /// @throws dev.caisson.fault.Conflict `SECRET_IN_USE`
    void remove(String name);
}
