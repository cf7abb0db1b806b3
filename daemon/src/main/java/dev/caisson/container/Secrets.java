package dev.caisson.container;

import dev.caisson.container.plan.SecretMount;
import dev.caisson.container.secret.SecretShelf;
import dev.caisson.container.secret.StoredSecret;
import dev.caisson.container.view.SecretView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.sys.Blocking;
import java.util.List;
import java.util.Map;

/// The secrets of this daemon, and which containers use them.
public final class Secrets {
    private final SecretShelf shelf;
    private final ContainerIndex index;

    Secrets(SecretShelf shelf, ContainerIndex index) {
        this.shelf = shelf;
        this.index = index;
    }

    /// @param content is not kept by this
    public SecretView create(String name, Map<String, String> labels, byte[] content) {
        return view(Blocking.call(() -> shelf.create(name, labels, content)));
    }

    /// By name.
    public List<SecretView> all() {
        return shelf.all().stream().map(Secrets::view).toList();
    }

    /// @throws dev.caisson.fault.NotFound `SECRET_NOT_FOUND`
    public SecretView find(String name) {
        return view(shelf.required(name));
    }

    /// @throws dev.caisson.fault.Conflict `SECRET_IN_USE` while a container has it
    public void remove(String name) {
        var users =
                index.all().stream()
                        .map(ContainerActor::snapshot)
                        .filter(
                                container ->
                                        SecretMount.uses(
                                                container.definition().spec().mounts(), name))
                        .map(container -> container.name().value())
                        .toList();
        if (!users.isEmpty()) {
            throw Faults.of(FaultCode.SECRET_IN_USE, name, String.join(", ", users));
        }
        Blocking.run(() -> shelf.remove(name));
    }

    private static SecretView view(StoredSecret secret) {
        return new SecretView(secret.id(), secret.name(), secret.created(), secret.labels());
    }
}
