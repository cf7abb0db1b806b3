package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Publication.Delivery;
import dev.caisson.net.model.Publication.Scope;
import java.util.regex.Pattern;

/// How a container asks for its ports to be published. The API has no fields for it, so it is
/// labels.
public final class PublicationPlan {
    static final String SCOPE = "dev.caisson.publish-scope";
    static final String GROUP = "dev.caisson.publish-group";
    static final String HONEST = "dev.caisson.firewall-honest";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    private PublicationPlan() {}

    /// @param standard what holds where the container says nothing
    /// @throws InvalidInput `LABEL_INVALID` when a label has a value that is none
    public static Publication of(ContainerSpec spec, Publication standard) {
        var labels = spec.identity().labels();
        var scope = labels.get(SCOPE);
        var group = labels.getOrDefault(GROUP, "");
        if (!group.isEmpty() && !NAME.matcher(group).matches()) {
            throw invalid(GROUP, group, "letters, digits and _ . -");
        }
        return new Publication(
                scope == null
                        ? standard.scope()
                        : Scope.of(scope)
                                .orElseThrow(() -> invalid(SCOPE, scope, "loopback, lan or all")),
                delivery(spec, standard.delivery()),
                group);
    }

    private static Delivery delivery(ContainerSpec spec, Delivery standard) {
        var written = spec.identity().labels().get(HONEST);
        if (written == null) return standard;
        return switch (written) {
            case "true", "" -> Delivery.HOST_FIREWALL;
            case "false" -> Delivery.KERNEL;
            default -> throw invalid(HONEST, written, "true or false");
        };
    }

    private static InvalidInput invalid(String label, String value, String allowed) {
        return new InvalidInput(FaultCode.LABEL_INVALID, label, value, allowed);
    }
}
