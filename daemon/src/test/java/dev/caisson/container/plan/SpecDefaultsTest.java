package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Isolation;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.NetworkRequest.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.value.ContainerId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecDefaultsTest {
    private static final ContainerId ID = new ContainerId("c".repeat(64));
    private static final Endpoint FIRST = new Endpoint(null, List.of(), List.of(), "", Map.of(), 7);

    @Test
    void a_container_that_names_networks_is_in_these_alone() {
        assertThat(networks("", Map.of("b", NetworkRequest.PLAIN, "a", NetworkRequest.PLAIN)))
                .containsExactly("a", "b");
        assertThat(networks("default", Map.of("b", FIRST, "a", NetworkRequest.PLAIN)))
                .containsExactly("b", "a");
        assertThat(networks("bridge", Map.of("b", NetworkRequest.PLAIN))).containsExactly("b");
    }

    @Test
    void the_default_network_is_there_when_it_is_meant() {
        assertThat(networks("", Map.of())).containsExactly("bridge");
        assertThat(networks("", Map.of("default", FIRST))).containsExactly("bridge");
        assertThat(networks("default", Map.of("bridge", FIRST, "n", NetworkRequest.PLAIN)))
                .containsExactly("bridge", "n");
    }

    private static List<String> networks(String mode, Map<String, Endpoint> endpoints) {
        var plain = ContainerSpec.ofImage("i");
        var asked =
                plain.with(plain.network().with(endpoints))
                        .with(plain.isolation().with(modes(plain.isolation(), mode)));
        var filled = SpecDefaults.fill(ID, asked, DaemonDefaults.standard());
        return NetworkPlan.ends(filled, "bridge").stream().map(EndpointDraft::network).toList();
    }

    private static Isolation.NamespaceModes modes(Isolation isolation, String network) {
        var old = isolation.namespaces();
        return new Isolation.NamespaceModes(
                network, old.pid(), old.ipc(), old.uts(), old.cgroup(), old.user());
    }
}
