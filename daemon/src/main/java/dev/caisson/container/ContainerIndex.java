package dev.caisson.container;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.Link;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.value.ContainerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// All containers, by id, by the beginning of an id, and by name.
final class ContainerIndex {
    private static final int LONGEST = 1024;

    private final ConcurrentSkipListMap<String, ContainerActor> byId =
            new ConcurrentSkipListMap<>();
    private final NameRegistry names;

    ContainerIndex(NameRegistry names) {
        this.names = names;
    }

    void add(ContainerActor actor) {
        byId.put(actor.id().value(), actor);
    }

    void remove(ContainerId id) {
        byId.remove(id.value());
    }

    Collection<ContainerActor> all() {
        return List.copyOf(byId.values());
    }

    Optional<ContainerActor> find(ContainerId id) {
        return Optional.ofNullable(byId.get(id.value()));
    }

    /// By full id first, then by name, then by the beginning of an id.
    ///
    /// @throws NotFound `CONTAINER_NOT_FOUND`
    /// @throws InvalidInput `CONTAINER_PREFIX_AMBIGUOUS`
    ContainerActor resolve(ContainerReference reference) {
        var written = reference.written();
        if (written.isEmpty() || written.length() > LONGEST) {
            throw new NotFound(FaultCode.CONTAINER_NOT_FOUND, written.isEmpty() ? "" : "…");
        }
        var exact = byId.get(written);
        if (exact != null) return exact;
        var name = written.startsWith("/") ? written.substring(1) : written;
        var named = names.owner(name).map(owner -> byId.get(owner.value()));
        if (named.isPresent()) return named.get();
        int slash = name.lastIndexOf('/');
        if (slash > 0) return linked(written, name.substring(0, slash), name.substring(slash + 1));
        var matches = new ArrayList<ContainerActor>();
        for (var entry : byId.tailMap(written, true).entrySet()) {
            if (!entry.getKey().startsWith(written) || matches.size() > 1) break;
            matches.add(entry.getValue());
        }
        if (matches.size() > 1) {
            throw new InvalidInput(FaultCode.CONTAINER_PREFIX_AMBIGUOUS, written);
        }
        if (matches.isEmpty()) throw new NotFound(FaultCode.CONTAINER_NOT_FOUND, written);
        return matches.getFirst();
    }

    /// `owner/alias`: the container another one is linked to.
    private ContainerActor linked(String written, String owner, String alias) {
        var links =
                resolve(new ContainerReference(owner))
                        .snapshot()
                        .definition()
                        .spec()
                        .network()
                        .links();
        for (var each : links) {
            var link = Link.parse(each);
            if (link.alias().equals(alias)) return resolve(new ContainerReference(link.target()));
        }
        throw new NotFound(FaultCode.CONTAINER_NOT_FOUND, written);
    }
}
