package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Publication.Delivery;
import dev.caisson.net.model.Publication.Scope;
import dev.caisson.value.GoDuration;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a container asks for its ports to be published. The API has no fields for it, so it is
/// labels.
public final class PublicationPlan {
    static final String SCOPE = "dev.caisson.publish-scope";
    static final String GROUP = "dev.caisson.publish-group";
    static final String HONEST = "dev.caisson.firewall-honest";

    static final String ON_DEMAND = "dev.caisson.on-demand";
    static final String IDLE = "dev.caisson.on-demand-idle";

    private static final Duration IDLE_STANDARD = Duration.ofMinutes(1);
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

    /// After how long without a connection a container rests; empty when it is not on demand.
    ///
    /// @throws InvalidInput `LABEL_INVALID`
    public static Optional<Duration> idle(ContainerSpec spec) {
        var labels = spec.identity().labels();
        if (!isTrue(labels.getOrDefault(ON_DEMAND, "false"), ON_DEMAND)) return Optional.empty();
        var written = labels.get(IDLE);
        if (written == null) return Optional.of(IDLE_STANDARD);
        var idle = GoDuration.parse(written).filter(it -> it.isPositive());
        if (idle.isEmpty()) throw invalid(IDLE, written, "a time such as 60s");
        return idle;
    }

    private static boolean isTrue(String written, String label) {
        return switch (written) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw invalid(label, written, "true or false");
        };
    }

    private static Delivery delivery(ContainerSpec spec, Delivery standard) {
        if (idle(spec).isPresent()) return Delivery.ON_DEMAND;
        var written = spec.identity().labels().get(HONEST);
        if (written == null) return standard;
        return isTrue(written, HONEST) ? Delivery.HOST_FIREWALL : Delivery.KERNEL;
    }

    private static InvalidInput invalid(String label, String value, String allowed) {
        return new InvalidInput(FaultCode.LABEL_INVALID, label, value, allowed);
    }
}
